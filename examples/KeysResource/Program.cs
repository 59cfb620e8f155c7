using System.Security.Claims;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddAuthorization();
builder.Services.AddAuthentication().AddJwtBearer(bearer =>
{
    bearer.Authority = builder.Configuration["Authority"];
    bearer.Audience = builder.Configuration["Audience"];
    bearer.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
    bearer.MapInboundClaims = false;
    bearer.TokenValidationParameters.NameClaimType = "sub";
    // Only access tokens (RFC 9068, 4), and not after their expiry: the default tolerance is five minutes.
    bearer.TokenValidationParameters.ValidTypes = ["at+jwt"];
    bearer.TokenValidationParameters.ClockSkew = TimeSpan.Zero;
    // How soon a retired key is dropped, and how soon the keys are fetched again for an unknown one.
    bearer.AutomaticRefreshInterval = TimeSpan.FromMinutes(5);
    bearer.RefreshInterval = TimeSpan.FromSeconds(10);
});

var app = builder.Build();

app.MapGet("/orders", (ClaimsPrincipal user) => $"The orders of {user.Identity!.Name}.").RequireAuthorization();

app.Run();
