using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace JwtExtended.MinimalApi.Tests.Testing;

/// <summary>Clients of apps that accept tokens in cookies alone.</summary>
public sealed class BrowserClientTests
{
    [TestCase("Development", "http://localhost/")]
    [TestCase("Development", "https://localhost/")]
    [TestCase("Production", "http://localhost/")]
    [TestCase("Production", "https://localhost/")]
    public async Task The_cookie_is_the_one_that_the_app_reads(string environment, string address)
    {
        await using var app = await TestedApp.StartAsync(UseCookies, environment);
        app.Address = new Uri(address);
        using var alice = app.Services.CreateClientAs("alice");

        using var read = await alice.GetAsync("/me");
        using var written = await alice.PostAsync("/notes", null);

        read.Should().BeOk("alice");
        written.Should().BeOk("alice");
        written.RequestMessage!.Headers.Should().ContainKey("Cookie").And.NotContainKey("Authorization");
    }

    [Test]
    public async Task Names_and_paths_of_the_app_are_used()
    {
        await using var app = await TestedApp.StartAsync(cfg =>
        {
            UseCookies(cfg);
            (cfg.Cookies.AccessName, cfg.Cookies.Path, cfg.Cookies.RefreshPath) = ("session", "/notes", "/");
        });
        using var alice = app.Services.CreateClientAs("alice");

        using var below = await alice.PostAsync("/notes", null);
        using var beside = await alice.GetAsync("/me");

        below.Should().BeOk("alice");
        below.RequestMessage!.Headers.GetValues("Cookie").Single().Should().StartWith("session=");
        beside.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [TestCase(CsrfMode.Automatic, JwtErrorCode.CsrfMismatch)]
    [TestCase(CsrfMode.DoubleSubmit, JwtErrorCode.CsrfMismatch)]
    public async Task A_request_may_come_from_another_site(CsrfMode mode, JwtErrorCode code)
    {
        await using var app = await TestedApp.StartAsync(cfg =>
        {
            UseCookies(cfg);
            cfg.Csrf.Mode = mode;
        });
        using var alice = app.Services.CreateClientAs("alice");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/notes") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        using var foreign = await alice.SendAsync(request);
        using var own = await alice.PostAsync("/notes", null);

        foreign.Should().BeRefused(code);
        own.Should().BeOk("alice");
    }

    [Test]
    public async Task The_double_submit_is_sent_and_can_be_replaced()
    {
        await using var app = await TestedApp.StartAsync(cfg =>
        {
            UseCookies(cfg);
            cfg.Csrf.Mode = CsrfMode.DoubleSubmit;
        });
        using var alice = app.Services.CreateClientAs("alice");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/notes") { Headers = { { "X-CSRF-Token", "other" } } };
        using var wrong = await alice.SendAsync(request);
        using var right = await alice.PostAsync("/notes", null);

        wrong.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        right.Should().BeOk("alice");
    }

    [Test]
    public async Task A_session_goes_on_with_the_cookies_of_a_refresh()
    {
        await using var app = await TestedApp.StartAsync(UseCookies);
        using var alice = app.Services.CreateClientWith(await app.Jwt.StartSessionAsync("alice"));

        app.Time.Advance(TimeSpan.FromMinutes(16));
        using var expired = await alice.GetAsync("/me");
        using var refresh = await alice.PostAsync("/refresh", null);
        using var renewed = await alice.GetAsync("/me");
        using var logout = await alice.PostAsync("/logout", null);
        using var over = await alice.GetAsync("/me");

        // A browser has deleted the cookie when its token expires.
        expired.Should().BeRefused(JwtErrorCode.TokenMissing);
        refresh.SetCookies().Should().HaveCount(2);
        renewed.Should().BeOk("alice");
        await logout.ShouldBeAcceptedAsync();
        over.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task A_client_of_a_factory_is_a_browser_too()
    {
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(
            host => host.UseEnvironment("Testing").UseJwtTestKey().UseSetting("Jwt:Locations:0", "Cookie"));
        factory.ClientOptions.BaseAddress = new Uri("https://localhost");
        using var alice = factory.CreateClientAs("alice");

        using var response = await alice.GetAsync("/protected");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/protected") { Headers = { { "Cookie", "theme=dark" } } };
        using var without = await alice.SendAsync(request);

        response.Should().BeOk();
        without.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    private static void UseCookies(JwtOptions options) => options.Locations.Add(TokenLocation.Cookie);
}
