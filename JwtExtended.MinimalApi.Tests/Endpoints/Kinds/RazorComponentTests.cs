using JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds;

/// <summary>Pages of Blazor that are rendered on the server are protected by the call on all of them and by attributes.</summary>
public sealed class RazorComponentTests
{
    [Test]
    public async Task A_call_protects_every_page_but_those_that_an_attribute_opens()
    {
        await using var app = await StartAsync(routes => routes.MapRazorComponents<Site>().RequireJwt());
        var token = app.Jwt.CreateAccessToken("alice");

        foreach (var path in new[] { "/pages/plain", "/pages/required" })
        {
            (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.GetAsync(path, token)).Should().BeOk("user alice");
        }

        (await app.GetAsync("/pages/open")).Should().BeOk("user ");
        (await app.GetAsync("/pages/open", token)).Should().BeOk("user ");
    }

    [Test]
    public async Task Attributes_of_pages_decide([Values] bool anonymousGroup)
    {
        await using var app = await StartAsync(routes =>
            (anonymousGroup ? routes.MapGroup("").AllowAnonymous() : routes.MapGroup("")).MapRazorComponents<Site>());
        var (admin, user) = (app.Jwt.CreateAccessToken("ada", "ADMIN"), app.Jwt.CreateAccessToken("alice"));

        (await app.GetAsync("/pages/required")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/pages/required", user)).Should().BeOk("user alice");
        (await app.GetAsync("/pages/admin", user)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/pages/admin", admin)).Should().BeOk("user ada");
        (await app.GetAsync("/pages/optional")).Should().BeOk("user ");
        (await app.GetAsync("/pages/optional", user)).Should().BeOk("user alice");
        (await app.GetAsync("/pages/optional", "a.b.c")).Should().BeRefused(JwtErrorCode.TokenMalformed);
        (await app.GetAsync("/pages/plain")).Should().BeOk("user ");
        (await app.GetAsync("/pages/open")).Should().BeOk("user ");
    }

    [Test]
    public async Task An_authorized_page_asks_for_a_token_until_it_is_revoked()
    {
        await using var app = await StartAsync(routes => routes.MapRazorComponents<Site>());
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/pages/authorized")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/pages/authorized", token)).Should().BeOk("user alice");
        await app.Jwt.RevokeAllAsync("alice");
        (await app.GetAsync("/pages/authorized", token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/pages/authorized", app.Jwt.CreateAccessToken("bob"))).Should().BeOk("user bob");
    }

    [Test]
    public async Task A_page_that_a_circuit_would_open_without_a_request_stops_the_start_and_the_cures_start()
    {
        var none = () => StartAsync(static routes => routes.MapRazorComponents<Site>().AddInteractiveServerRenderMode());
        var onAll = () => StartAsync(static routes => routes.MapRazorComponents<Site>().AddInteractiveServerRenderMode().RequireJwt());

        var open = (await none.Should().ThrowAsync<InvalidOperationException>()).Which.Message.Split(Environment.NewLine);
        open.Should().HaveCount(2);
        open.Should().ContainSingle(line => line.Contains("/admin'")).Which.Should().EndWith("AddJwtExtended().");
        open.Should().ContainSingle(line => line.Contains("/required'")).Which.Should().EndWith("on MapRazorComponents().");
        await onAll.Should().ThrowAsync<InvalidOperationException>().WithMessage("Endpoint '*/pages/admin'*Use [Authorize] instead*");
        await using var app = await StartAsync(static routes =>
            routes.MapRazorComponents<Site>().AddInteractiveServerRenderMode().RequireJwt().Add(AuthorizeInstead));
        var (admin, user) = (app.Jwt.CreateAccessToken("ada", "ADMIN"), app.Jwt.CreateAccessToken("alice"));
        const string circuit = "/_blazor/negotiate?negotiateVersion=1";

        (await app.SendAsync(HttpMethod.Post, circuit)).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.SendAsync(HttpMethod.Post, circuit, user)).Should().BeOk();
        (await app.GetAsync("/pages/required", user)).Should().BeOk();
        (await app.GetAsync("/pages/admin", user)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/pages/admin", admin)).Should().BeOk();
    }

    // As if the page had the other attribute.
    private static void AuthorizeInstead(EndpointBuilder page)
    {
        if (page.Metadata.OfType<RequireJwtAttribute>().SingleOrDefault(static attribute => attribute.Allow is [_, ..]) is not { } own)
            return;
        page.Metadata.Remove(own);
        page.Metadata.Add(new AuthorizeAttribute { Roles = own.Allow![0] });
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> routes) => TestApp.StartAsync(
        app =>
        {
            app.UseAntiforgery();
            routes(app);
        },
        build: static builder =>
        {
            builder.Services.AddJwtExtended();
            builder.Services.AddRazorComponents().AddInteractiveServerComponents();
            builder.Services.AddCascadingAuthenticationState();
            builder.Services.AddDataProtection();
        });
}
