using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Cookies;

/// <summary>Which origins are the app's own, and which ones can be trusted.</summary>
public sealed class OriginTests
{
    [TestCase("xn--bcher-kva.example", "http://xn--bcher-kva.example")]
    [TestCase("xn--bcher-kva.example:8080", "http://xn--bcher-kva.example:8080")]
    [TestCase("XN--BCHER-KVA.EXAMPLE", "http://xn--bcher-kva.example")]
    [TestCase("xn--bcher-kva.example", "http://XN--Bcher-KVA.example")]
    [TestCase("App.Example:80", "http://app.example")]
    [TestCase("app.example", "http://app.example:80")]
    [TestCase("my_app.example", "http://my_app.example")]
    [TestCase("[::1]:8080", "http://[::1]:8080")]
    public async Task The_own_origin_is_accepted_in_every_form_of_its_host(string host, string origin)
    {
        await using var app = await StartAsync();

        using var own = await PostAsync(app, $"Host: {host}", $"Origin: {origin}");
        using var foreign = await PostAsync(app, $"Host: {host}", $"Origin: {origin}0");

        own.Should().BeOk("written");
        foreign.Should().BeRefused(JwtErrorCode.CsrfMismatch);
    }

    [Test]
    public async Task The_own_origin_of_an_IDN_host_is_accepted_behind_a_proxy()
    {
        await using var app = await StartAsync(pipeline: app => app.UseForwardedHeaders(new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto,
        }));
        string[] proxy = ["X-Forwarded-Host: xn--bcher-kva.example", "X-Forwarded-Proto: https"];

        using var own = await PostAsync(app, [.. proxy, "Origin: https://xn--bcher-kva.example"]);
        using var foreign = await PostAsync(app, [.. proxy, "Origin: https://xn--bcher-kvb.example"]);

        own.Should().BeOk("written");
        foreign.Should().BeRefused(JwtErrorCode.CsrfMismatch);
    }

    [TestCase("http://bücher.example")]
    [TestCase("http://bucher.example")]
    [TestCase("http://xn--bcher-kva.example.evil.example")]
    [TestCase("http://evil.example@xn--bcher-kva.example")]
    [TestCase("http://xn--bcher-kva.example:08080")]
    [TestCase("http://xn--bcher-kva.example:")]
    [TestCase("http://xn--bcher-kva.example/")]
    [TestCase("http://xn--bcher-kva.example#")]
    [TestCase("http:xn--bcher-kva.example")]
    [TestCase("//xn--bcher-kva.example")]
    [TestCase("https://xn--bcher-kva.example")]
    [TestCase("capacitor://xn--bcher-kva.example")]
    public async Task A_text_that_resembles_the_own_origin_is_foreign(string origin)
    {
        await using var app = await StartAsync();

        using var resembling = await PostAsync(app, "Host: xn--bcher-kva.example", $"Origin: {origin}");
        using var own = await PostAsync(app, "Host: xn--bcher-kva.example", "Origin: http://xn--bcher-kva.example");

        resembling.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        own.Should().BeOk("written");
    }

    [TestCase("chrome-extension://abcdefghijklmnopabcdefghijklmnop")]
    [TestCase("moz-extension://3c078156-979c-498b-8990-85f7987dd929")]
    [TestCase("safari-web-extension://7E2C7F5B-1B5F-4C5D-9D0B-0B7C7A1C2D3E")]
    [TestCase("capacitor://localhost")]
    [TestCase("ionic://localhost")]
    [TestCase("tauri://localhost")]
    [TestCase("http://tauri.localhost")]
    [TestCase("https://app.example:8443")]
    [TestCase("https://xn--bcher-kva.example")]
    [TestCase("http://[::1]:3000")]
    [TestCase("file://")]
    public async Task An_origin_of_any_scheme_can_be_trusted_and_is_foreign_otherwise(string origin)
    {
        await using var app = await StartAsync();
        await using var trusting = await StartAsync(cfg => cfg.Csrf.TrustedOrigins.Add(origin));

        using var foreign = await PostAsync(app, $"Origin: {origin}");
        using var trusted = await PostAsync(trusting, $"Origin: {origin}", "Sec-Fetch-Site: cross-site");
        using var resembling = await PostAsync(trusting, $"Origin: {origin}/");

        foreign.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        trusted.Should().BeOk("written");
        resembling.Should().BeRefused(JwtErrorCode.CsrfMismatch, "origins match exactly");
    }

    [Test]
    public async Task No_header_value_throws()
    {
        // The hosting of ASP.NET Core logs the host at Information, and throws where it cannot decode it. In .NET 11 it also describes its
        // activity with the host, which it starts where it logs anything.
        await using var app = await StartAsync(
            cfg => cfg.Csrf.TrustedOrigins.Add("chrome-extension://abc"),
            build: builder => builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting", LogLevel.None));
        string[] origins =
        [
            "://", ":", "http://", "http://:80", "http://[", "http://[]", "http://[::1", "http://[::1]80", "http://a:b", "http://a:-1",
            "http://a:99999", "http://a:99999999999999", "http://xn--", "http://xn--ü", "http://xn--\uFFFF.example", "http://%",
            "chrome-extension://", "capacitor:", "file:", "file:///etc", "data:,", "blob:http://a", "1a://b",
            "http://" + new string('a', 5000),
        ];
        string[] hosts = ["xn--", "xn--a", "xn--999999b", "xn--a.xn--", "xn--bcher-kva..example", "a:99999", "a:", "[::1", "xn--0:80"];

        foreach (var origin in origins)
            (await PostAsync(app, $"Origin: {origin}")).Should().BeRefused(JwtErrorCode.CsrfMismatch, origin);
        foreach (var host in hosts)
            ((int)(await PostAsync(app, $"Host: {host}", "Origin: http://app.example")).StatusCode).Should().BeOneOf([400, 403], host);
        (await PostAsync(app, "Origin: chrome-extension://abc")).Should().BeOk("written");
    }

    private static async Task<HttpResponseMessage> PostAsync(TestApp app, params string[] lines) =>
        await app.PostRawAsync("/notes", [$"Cookie: {BrowserClient.Access(app.Jwt.CreateAccessToken("alice"))}", .. lines]);

    private static Task<TestApp> StartAsync(
        Action<JwtOptions>? configure = null,
        Action<WebApplication>? pipeline = null,
        Action<WebApplicationBuilder>? build = null) => TestApp.StartAsync(
        routes => routes.MapPost("/notes", () => "written").RequireJwt(),
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            configure?.Invoke(cfg);
        },
        build,
        pipeline);
}
