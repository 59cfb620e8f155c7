using Carter;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds;

/// <summary>Modules of Carter are protected by the group that they are mapped in, and by their endpoints.</summary>
public sealed class CarterTests
{
    [Test]
    public async Task A_group_protects_modules()
    {
        await using var app = await StartAsync(routes => routes.MapGroup("").RequireJwt(jwt => jwt.Allow("ADMIN")).MapCarter());
        var (admin, user) = (app.Jwt.CreateAccessToken("ada", "ADMIN"), app.Jwt.CreateAccessToken("alice"));

        (await app.GetAsync("/module/plain")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/module/plain", user)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/module/plain", admin)).Should().BeOk("plain");
        (await app.GetAsync("/module/open")).Should().BeOk("open");
    }

    [Test]
    public async Task Endpoints_of_modules_protect_themselves()
    {
        await using var app = await StartAsync(routes => routes.MapCarter());
        var token = app.Jwt.CreateAccessToken("alice");

        foreach (var path in new[] { "/module/call", "/module/parameter", "/module/attribute" })
        {
            (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.GetAsync(path, token)).Should().BeOk("alice");
        }

        (await app.GetAsync("/module/plain")).Should().BeOk("plain");
        (await app.GetAsync("/module/open")).Should().BeOk("open");
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> routes) => TestApp.StartAsync(
        routes,
        build: static builder => builder.Services.AddCarter(
            configurator: static carter => carter.WithModule<TestModule>().WithEmptyValidators().WithEmptyResponseNegotiators()));

    internal sealed class TestModule : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app)
        {
            app.MapGet("/module/plain", () => "plain");
            app.MapGet("/module/open", () => "open").WithoutJwt();
            app.MapGet("/module/call", (HttpContext context) => context.GetJwtToken()!.Identity).RequireJwt();
            app.MapGet("/module/parameter", (Token token) => token.Identity);
            app.MapGet("/module/attribute", [RequireJwt] (HttpContext context) => context.GetJwtToken()!.Identity);
        }
    }
}
