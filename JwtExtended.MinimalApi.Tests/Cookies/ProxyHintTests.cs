using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Cookies;

/// <summary>What the log says where a proxy in front of the app was not configured.</summary>
public sealed class ProxyHintTests
{
    [TestCase(true, "Host: app.example", "Origin: https://app.example")]
    [TestCase(true, "Host: 127.0.0.1:5000", "Origin: https://app.example", "X-Forwarded-Proto: https")]
    [TestCase(true, "Host: 127.0.0.1:5000", "Origin: https://app.example", "X-Forwarded-Host: app.example")]
    [TestCase(true, "Host: 127.0.0.1:5000", "Origin: https://app.example", "X-Forwarded-For: 10.0.0.1")]
    [TestCase(false, "Host: app.example", "Origin: https://evil.example")]
    [TestCase(false, "Host: app.example", "Origin: http://app.example:8080")]
    [TestCase(false, "Host: app.example", "Origin: null", "X-Forwarded-Proto: https")]
    [TestCase(false, "Host: app.example", "Origin: https://evil.example", "X-Forwarded-For: 10.0.0.1", "X-Original-Proto: http")]
    [TestCase(false, "Host: app.example", "Sec-Fetch-Site: cross-site", "Origin: https://app.example")]
    public async Task A_refusal_that_a_proxy_may_have_caused_names_UseForwardedHeaders(bool isNamed, params string[] lines)
    {
        await using var app = await StartAsync();

        using var first = await PostAsync(app, "/notes", lines);
        using var second = await PostAsync(app, "/notes", lines);
        using var login = await PostAsync(app, "/login", lines);

        var logs = app.Logs.GetSnapshot().Where(log => log.Category == "JwtExtended.MinimalApi").ToArray();
        foreach (var response in new[] { first, second, login })
            response.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        logs.Where(log => log.Id.Name == "RefusedCsrfMismatch").Should().HaveCount(3).And.AllSatisfy(
            log => log.Message.Contains("UseForwardedHeaders").Should().Be(isNamed, log.Message));
        logs.Count(log => log.Id.Id == 13).Should().Be(isNamed ? 1 : 0, "it is said once");
    }

    [Test]
    public async Task A_proxy_that_is_configured_needs_no_hint()
    {
        await using var app = await StartAsync(app => app.UseForwardedHeaders(new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.All,
        }));
        string[] proxy = ["X-Forwarded-For: 10.0.0.1", "X-Forwarded-Host: app.example", "X-Forwarded-Proto: https"];

        using var own = await PostAsync(app, "/login", [.. proxy, "Origin: https://app.example"]);
        using var foreign = await PostAsync(app, "/notes", [.. proxy, "Origin: https://evil.example"]);

        own.Should().BeOk();
        own.SetCookies().Should().NotBeEmpty().And.AllSatisfy(line => line.Should().Contain("; secure"));
        foreign.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        app.Logs.GetSnapshot().Should().NotContain(log => log.Message.Contains("UseForwardedHeaders"));
    }

    [Test]
    public async Task Secure_cookies_over_plain_http_are_logged_once_as_an_error_outside_Development()
    {
        await using var production = await StartAsync();
        await using var development = await StartAsync(environment: "Development");

        foreach (var app in new[] { production, development })
        {
            (await app.PostAsync("/login")).SetCookies().Should().NotBeEmpty();
            (await app.PostAsync("/login")).SetCookies().Should().NotBeEmpty();
        }

        var error = production.Logs.GetSnapshot().Should().ContainSingle(log => log.Level == LogLevel.Error).Which;
        error.Id.Name.Should().Be("SecureCookiesOverPlainHttp");
        error.Message.Should().Contain("UseForwardedHeaders");
        development.Logs.GetSnapshot().Should().NotContain(log => log.Level == LogLevel.Error);
    }

    private static Task<HttpResponseMessage> PostAsync(TestApp app, string path, params string[] lines) =>
        app.PostRawAsync(path, [$"Cookie: {BrowserClient.Access(app.Jwt.CreateAccessToken("alice"))}", .. lines]);

    private static Task<TestApp> StartAsync(Action<WebApplication>? pipeline = null, string environment = "Production") =>
        TestApp.StartAsync(
            routes =>
            {
                routes.MapPost("/notes", () => "written").RequireJwt();
                routes.MapPost("/login", (HttpResponse response, JwtService jwt) =>
                    response.SetTokenCookies(jwt.CreateTokenPair("alice")));
            },
            cfg => cfg.Locations.Add(TokenLocation.Cookie),
            pipeline: pipeline,
            environment: environment);
}
