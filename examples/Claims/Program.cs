using System.Text.Json.Nodes;
using JwtExtended.MinimalApi;

var app = WebApplication.CreateBuilder(args).Build();

Jwt.Initialize(app, cfg =>
{
    cfg.PublicClaimNamespace = "https://example.com/";
    cfg.PrivateClaimPrefix = "shop";
});

// A real application checks a password here, and reads the claims from its records.
app.MapPost("/login", (Login login) => new
{
    access_token = Jwt.CreateAccessToken(login.Username, new TokenDescriptor
    {
        PublicClaims = new JsonObject { ["address"] = new JsonObject { ["city"] = "Bergen", ["country"] = "NO" } },
        PrivateClaims = new JsonObject { ["plan"] = login.Username == "alice" ? "gold" : "free" },
    }),
});

app.MapGet("/claims", (Token token) => new
{
    token.PublicClaims,
    token.PrivateClaims,
    // One claim, by its name in the token.
    City = token.GetString("https://example.com/address/city"),
    Plan = token.GetString("shop_plan"),
}).RequireJwt();

app.MapGet("/lounge", (Token token) => $"Welcome to the lounge, {token.Identity}.")
    .RequireJwt(jwt => jwt.Claim("shop_plan", "silver", "gold"));

app.Run();

internal sealed record Login(string Username);
