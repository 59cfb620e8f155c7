using Blazor.Components;
using JwtExtended.MinimalApi;
using Microsoft.AspNetCore.Mvc;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddCascadingAuthenticationState();
builder.Services.AddJwtExtended();   // for [Authorize] on pages, and AuthorizeView

var app = builder.Build();

Jwt.Initialize(app, cfg =>
{
    cfg.Locations.Add(TokenLocation.Cookie);
    // A page view renews the access cookie, with what the user may do by then.
    cfg.Cookies.RefreshWithin = TimeSpan.FromMinutes(5);
    cfg.OnRefresh(context => ValueTask.FromResult<TokenDescriptor?>(Describe(context.Token.Identity)));
    // A visitor without a token is taken to the page with the login; a circuit gets the plain 401.
    cfg.OnError(JwtErrorCode.TokenMissing, error =>
        HttpMethods.IsGet(error.HttpContext.Request.Method) ? Results.Redirect("/") : Results.Empty);
});

app.UseAntiforgery();
app.MapStaticAssets();

// A real application checks the password here.
app.MapPost("/login", async ([FromForm] string username, HttpContext http, JwtService jwt) =>
{
    http.Response.SetTokenCookies(await jwt.StartSessionAsync(username, Describe(username), SessionStart.From(http)));
    return TypedResults.Redirect("/");
}).RequireSameOrigin();

app.MapPost("/sign-out", async (Token? token, HttpContext http, JwtService jwt) =>
{
    if (token is not null)
        await jwt.RevokeAsync(token);
    http.Response.ClearTokenCookies();
    return TypedResults.Redirect("/");
}).OptionalJwt();

// Pages and circuits require a token, except the pages that say otherwise.
app.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireJwt();

app.Run();

static TokenDescriptor Describe(string username) => new() { Role = username == "alice" ? "ADMIN" : null };
