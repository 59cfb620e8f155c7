using System.Net;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>The metadata of the application as a protected resource (RFC 9728): from configuration and endpoints, for everybody.</summary>
public sealed class ResourceMetadataTests
{
    private const string Path = "/.well-known/oauth-protected-resource";

    [Test]
    public async Task It_says_what_is_configured_and_required_and_nothing_of_the_request()
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Issuer = "https://login.example.com/tenant";
            cfg.AcceptedIssuers.Add("https://other.example.com");
            cfg.AcceptedIssuers.Add("a name");
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Query);
            cfg.QueryParameter = "access_token";
        });

        using var response = await app.GetWithHeaderAsync(Path, ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"));

        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        (await response.Content.ReadAsStringAsync()).Should().Be(
            """{"resource":"https://api.example.com","authorization_servers":["https://login.example.com/tenant","https://other."""
            + """example.com"],"bearer_methods_supported":["header","query"],"scopes_supported":["a:read","a:write"]}""");
    }

    [TestCase("X-Access", "Bearer")]
    [TestCase("Authorization", "Token")]
    public async Task What_is_not_so_is_left_out(string header, string prefix)
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapJwtResourceMetadata(),
            cfg => (cfg.Audience, cfg.HeaderName, cfg.HeaderPrefix) = ("https://api.example.com/v1", header, prefix));

        using var response = await app.GetAsync(Path + "/v1");

        response.Should().BeOk("""{"resource":"https://api.example.com/v1"}""");
    }

    [Test]
    public async Task Challenges_name_its_address_where_it_is_mapped([Values] bool mapped)
    {
        await using var app = await StartAsync(cfg => cfg.Audience = "https://b\u00fccher.example:8443/v1", mapped);
        var address = mapped ? ", resource_metadata=\"https://xn--bcher-kva.example:8443/.well-known/oauth-protected-resource/v1\"" : "";

        using var missing = await app.GetAsync("/a");
        using var denied = await app.GetAsync("/a", app.Jwt.CreateAccessToken("alice"));
        using var accepted = await app.GetAsync("/a", app.Jwt.CreateAccessToken("alice", new TokenDescriptor { Scopes = ["a:read"] }));

        missing.Headers.GetValues("WWW-Authenticate").Should().Equal("Bearer realm=\"TestApp\"" + address);
        denied.Headers.GetValues("WWW-Authenticate").Single().Should().EndWith(", scope=\"a:read\"" + address);
        accepted.Should().BeOk("ok");
    }

    [Test]
    public async Task It_is_open_to_every_site_and_answers_head_and_preflights()
    {
        await using var app = await StartAsync(cfg => cfg.Audience = "https://api.example.com/v1");

        foreach (var path in new[] { Path, Path + "/v1" })
        {
            using var get = await app.GetAsync(path);
            using var head = await app.SendAsync(HttpMethod.Head, path, null, ("Origin", "https://other.example"));
            using var preflight = await app.SendAsync(
                HttpMethod.Options, path, null, ("Origin", "https://other.example"), ("Access-Control-Request-Method", "GET"));
            using var again = await app.GetWithHeaderAsync(path, ("If-None-Match", get.Headers.ETag!.Tag));

            (await get.Content.ReadAsStringAsync()).Should().Contain("\"https://api.example.com/v1\"");
            head.Content.Headers.ContentLength.Should().Be(get.Content.Headers.ContentLength);
            foreach (var response in new[] { head, preflight })
                response.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
            preflight.StatusCode.Should().Be(HttpStatusCode.NoContent);
            again.StatusCode.Should().Be(HttpStatusCode.NotModified);
        }
    }

    [TestCase("TestApp", "Production", false)]
    [TestCase("http://localhost:5000", "Production", false)]
    [TestCase("https://api.example.com#a", "Production", false)]
    [TestCase("https://a:b@api.example.com", "Production", false)]
    [TestCase("http://localhost:5000", "Development", true)]
    [TestCase("https://api.example.com", "Production", true)]
    public async Task It_needs_an_audience_that_is_an_https_url(string audience, string environment, bool starts)
    {
        var start = () => StartAsync(cfg => cfg.Audience = audience, environment: environment);

        if (starts)
            await (await start()).DisposeAsync();
        else
            await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("MapJwtResourceMetadata() needs an Audience*");
    }

    private static Task<TestApp> StartAsync(Action<JwtOptions> configure, bool mapped = true, string environment = "Production") =>
        TestApp.StartAsync(
            routes =>
            {
                if (mapped)
                    routes.MapJwtResourceMetadata();
                routes.MapGet("/a", () => "ok").RequireJwt(jwt => jwt.Scope("a:read"));
                routes.MapPost("/a", () => "ok").RequireJwt(jwt => jwt.Scope("a:write", "a:read"));
                routes.MapGet("/hidden", () => "ok").RequireJwt(jwt => jwt.Scope("internal")).ExcludeFromDescription();
            },
            cfg =>
            {
                cfg.Audience = "https://api.example.com";
                configure(cfg);
            },
            environment: environment);
}
