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
    // Access tokens only (RFC 9068, 4), and not for five minutes longer than they live.
    bearer.TokenValidationParameters.ValidTypes = ["at+jwt"];
    bearer.TokenValidationParameters.ClockSkew = TimeSpan.Zero;
    // How soon a retired key is forgotten, and how soon it looks again for a key that it does not know.
    bearer.AutomaticRefreshInterval = TimeSpan.FromMinutes(5);
    bearer.RefreshInterval = TimeSpan.FromSeconds(10);
});

var app = builder.Build();

app.MapGet("/orders", (ClaimsPrincipal user) => $"The orders of {user.Identity!.Name}.").RequireAuthorization();

app.Run();
