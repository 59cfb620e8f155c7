using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds;

/// <summary>Razor pages are protected by the call on all of them and by the attributes of their models.</summary>
public sealed class RazorPageTests
{
    [Test]
    public async Task Attributes_of_models_decide([Values] bool anonymous)
    {
        await using var app = await StartAsync(routes =>
        {
            var pages = routes.MapRazorPages();
            if (anonymous)
                pages.AllowAnonymous();
        });
        var (admin, user) = (app.Jwt.CreateAccessToken("ada", "ADMIN"), app.Jwt.CreateAccessToken("alice"));

        (await app.GetAsync("/razor/reports")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/razor/reports", user)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/razor/reports", admin)).Should().BeOk("reports ada");
        (await app.GetAsync("/razor/open", user)).Should().BeOk("open ");
        (await app.GetAsync("/razor/plain")).Should().BeOk("plain ");
    }

    [Test]
    public async Task A_call_protects_every_page_but_those_that_an_attribute_opens()
    {
        await using var app = await StartAsync(routes => routes.MapRazorPages().RequireJwt());
        var (admin, user) = (app.Jwt.CreateAccessToken("ada", "ADMIN"), app.Jwt.CreateAccessToken("alice"));

        (await app.GetAsync("/razor/plain")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/razor/plain", user)).Should().BeOk("plain alice");
        (await app.GetAsync("/razor/reports", user)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/razor/reports", admin)).Should().BeOk("reports ada");
        (await app.GetAsync("/razor/open")).Should().BeOk("open ");
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> routes) => TestApp.StartAsync(
        routes,
        build: static builder =>
        {
            builder.Environment.ApplicationName = typeof(RazorPageTests).Assembly.GetName().Name!;
            builder.Services.AddRazorPages().ConfigureApplicationPartManager(
                static parts => parts.ApplicationParts.Add(new CompiledRazorAssemblyPart(typeof(RazorPageTests).Assembly)));
        });
}
