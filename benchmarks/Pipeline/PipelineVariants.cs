using JwtExtended.MinimalApi.Benchmarks.Peers;
using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>The routes that are compared, all with the same body.</summary>
internal sealed class PipelineVariants(BenchmarkKey key, string kid, string token)
{
    private const string Path = "/x";

    private const string Open = "open";

    private const string OpenDelegate = "open `RequestDelegate`";

    private static readonly RequestDelegate WriteBody = static context => context.Response.WriteAsync("x");

    public PipelineVariant[] All() =>
    [
        Unprotected(Open, Open, static app => app.MapGet(Path, () => "x")),
        Unprotected("open again", Open, static app => app.MapGet(Path, () => "x")),
        Unprotected("open, in an app with `Initialize`", Open, MapAll) with { Path = "/o" },
        Protected("`RequireJwt`, no argument", Open, MapAll) with { Path = "/n" },
        Protected("`RequireJwt`, `Token` argument", Open, MapAll) with { Path = "/t" },
        Unprotected(OpenDelegate, OpenDelegate, static app => app.MapGet(Path, WriteBody)),
        Protected("`RequireJwt` on a `RequestDelegate`", OpenDelegate, MapAll) with { Path = "/d" },
        // A scheme that reads nothing accepts everybody.
        Scheme("authentication pipeline, empty scheme", AddFixedResult) with { StatusWithoutCredentials = StatusCodes.Status200OK },
        Scheme("JwtBearer", services => JwtBearerPeer.Add(services, key, kid)),
        Scheme("BearerToken", AddBearerToken) with { Credentials = ProtectedTickets.BearerHeader },
        Scheme("cookie scheme", AddCookie) with { Credentials = ProtectedTickets.CookieHeader },
    ];

    /// <summary>The same in an app that registers the scheme of the package, beside what ASP.NET Core takes for any scheme.</summary>
    public PipelineVariant[] OfScheme() =>
    [
        Unprotected(Open, Open, static app => app.MapGet(Path, () => "x")),
        Unprotected("open, with a token", Open, MapScheme) with { Path = "/o", Register = AddScheme },
        Protected("`RequireJwt`, `Token` argument", Open, MapScheme) with { Path = "/t", Register = AddScheme },
        Protected("`RequireAuthorization`", Open, MapScheme) with { Path = "/a", Register = AddScheme },
        Protected("`RequireJwt` and `RequireAuthorization`", Open, MapScheme) with { Path = "/b", Register = AddScheme },
        Scheme("authentication pipeline, empty scheme", AddFixedResult) with { StatusWithoutCredentials = StatusCodes.Status200OK },
        Scheme("JwtBearer", services => JwtBearerPeer.Add(services, key, kid)),
    ];

    private PipelineVariant Unprotected(string name, string baseline, Action<WebApplication> map) =>
        new(name, baseline, map) { Credentials = _ => $"Authorization: Bearer {token}" };

    private PipelineVariant Protected(string name, string baseline, Action<WebApplication> map) =>
        Unprotected(name, baseline, map) with { StatusWithoutCredentials = StatusCodes.Status401Unauthorized };

    private PipelineVariant Scheme(string name, Action<IServiceCollection> register) =>
        Protected(name, Open, MapAuthorized) with { Register = register };

    private static void MapAuthorized(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet(Path, () => "x").RequireAuthorization();
    }

    // One app, as a process has it: a second one would have to be told apart on every request.
    private void MapAll(WebApplication app)
    {
        JwtHost.Initialize(app, key);
        app.MapGet("/o", () => "x");
        app.MapGet("/n", () => "x").RequireJwt();
        app.MapGet("/t", (Token token) => "x").RequireJwt();
        app.MapGet("/d", WriteBody).RequireJwt();
    }

    private void MapScheme(WebApplication app)
    {
        JwtHost.Initialize(app, key);
        app.MapGet("/o", () => "x");
        app.MapGet("/t", (Token token) => "x").RequireJwt();
        app.MapGet("/a", () => "x").RequireAuthorization();
        app.MapGet("/b", () => "x").RequireJwt().RequireAuthorization();
    }

    private static void AddScheme(IServiceCollection services) => services.AddJwtExtended();

    private static void AddFixedResult(IServiceCollection services) => services.AddAuthorization()
        .AddAuthentication(FixedResultHandler.SchemeName)
        .AddScheme<AuthenticationSchemeOptions, FixedResultHandler>(FixedResultHandler.SchemeName, null);

    private static void AddBearerToken(IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthorization().AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken();
    }

    private static void AddCookie(IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthorization().AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(static options => options.Events.OnRedirectToLogin = static context =>
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            });
    }
}
