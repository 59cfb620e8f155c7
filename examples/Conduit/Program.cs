using Conduit.Api;
using Conduit.Articles;
using Conduit.Comments;
using Conduit.Data;
using Conduit.Profiles;
using Conduit.Tags;
using Conduit.Users;
using JwtExtended.MinimalApi;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = Limits.RequestBytes);
builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod()));
builder.Services.AddConduitDatabase(builder.Configuration["Data"] ?? AppContext.BaseDirectory);
builder.Services.AddConduitJson();
builder.Services.AddConduitPasswords();
builder.Services.AddSingleton(TimeProvider.System);
builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Warning);

var app = builder.Build();
await app.CreateConduitDatabaseAsync();

app.UseConduitErrors();
// A token in a header is sent by scripts alone, never by the browser itself: every origin may use the API.
app.UseCors();

Jwt.Initialize(app, cfg =>
{
    cfg.HeaderPrefix = "Token";
    // The API has no refresh, so that a token is the whole session. No client gets the refresh token, and its record need not live longer.
    cfg.AccessTokenExpires = cfg.RefreshTokenExpires = TimeSpan.FromDays(7);
    cfg.Revocation.UseEntityFrameworkCore<ConduitDbContext>();
    // The application and the store write to one SQLite file, one after the other.
    cfg.Revocation.Timeout = TimeSpan.FromSeconds(5);
    cfg.OnError(refused => ApiError.Of(refused.Error.StatusCode, refused.Error.Message));
    cfg.OnAuthenticated(SignedIn.LoadAsync);
});

var api = app.MapGroup("/api");
api.MapUsers();
api.MapProfiles();
api.MapArticles();
api.MapFavorites();
api.MapComments();
api.MapTags();

app.Run();
