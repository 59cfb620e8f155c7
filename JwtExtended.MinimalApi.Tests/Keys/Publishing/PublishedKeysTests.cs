using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys.Publishing;

/// <summary>The documents that other services read: <c>MapJwks</c> and <c>MapJwtDiscovery</c>.</summary>
public sealed class PublishedKeysTests
{
    [Test]
    public async Task Public_keys_are_published_and_never_a_secret_or_a_private_member()
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Keys.Add(JwtKey.Generate(JwtAlgorithm.PS256));
            cfg.Keys.Add(JwtKey.Generate(JwtAlgorithm.ES512));
        });

        using var response = await app.GetAsync("/.well-known/jwks.json");

        response.Content.Headers.ContentType!.MediaType.Should().Be("application/jwk-set+json");
        response.Headers.CacheControl!.ToString().Should().Be("public, max-age=300");
        using var set = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var keys = set.RootElement.GetProperty("keys").EnumerateArray().ToArray();
        keys.Select(key => key.GetProperty("kty").GetString()).Should().Equal("RSA", "EC");
        keys.Select(key => key.GetProperty("kid").GetString()).Should().Equal(app.Jwt.Keys.Verifying.Skip(1).Select(key => key.Kid));
        keys[0].EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo("kty", "use", "alg", "kid", "n", "e");
        keys[1].EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo("kty", "use", "alg", "kid", "crv", "x", "y");
        JwtKey.FromJwk(keys[1].GetRawText()).Kid.Should().Be(app.Jwt.Keys.Verifying[2].Kid);
    }

    [Test]
    public async Task A_changed_ring_is_published_at_once_and_an_unchanged_one_is_not_sent_again()
    {
        await using var app = await StartAsync(cfg => cfg.Keys.Add(JwtKey.Generate(JwtAlgorithm.ES256)));
        using var first = await app.GetAsync("/.well-known/jwks.json");

        using var again = await GetIfChangedAsync(app, first.Headers.ETag!);
        app.Jwt.Keys.Add(JwtKey.Generate(JwtAlgorithm.ES256));
        using var changed = await GetIfChangedAsync(app, first.Headers.ETag!);

        again.StatusCode.Should().Be(HttpStatusCode.NotModified);
        changed.StatusCode.Should().Be(HttpStatusCode.OK);
        changed.Headers.ETag.Should().NotBe(first.Headers.ETag);
    }

    [TestCase("https://api.example.com", "https://api.example.com/.well-known/jwks.json")]
    [TestCase("https://api.example.com/", "https://api.example.com/.well-known/jwks.json")]
    [TestCase("https://api.example.com:8443/tenant", "https://api.example.com:8443/tenant/.well-known/jwks.json")]
    public async Task The_metadata_comes_from_the_issuer_and_never_from_the_request(string issuer, string jwks)
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Issuer = issuer;
            cfg.Keys.Add(JwtKey.Generate(JwtAlgorithm.ES256));
        });

        foreach (var path in new[] { "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration" })
        {
            using var response = await app.GetWithHeaderAsync(path, ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"));
            using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            document.RootElement.GetProperty("issuer").GetString().Should().Be(issuer);
            document.RootElement.GetProperty("jwks_uri").GetString().Should().Be(jwks);
            document.RootElement.GetProperty("id_token_signing_alg_values_supported").EnumerateArray()
                .Select(item => item.GetString()).Should().Equal("ES256");
            response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        }
    }

    [Test]
    public async Task In_a_group_of_the_issuers_path_the_path_stands_once()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                var tenant = routes.MapGroup("/tenant");
                tenant.MapJwks("/keys");
                tenant.MapJwtDiscovery();
            },
            cfg => cfg.Issuer = "https://api.example.com/tenant");

        using var response = await app.GetAsync("/tenant/.well-known/openid-configuration");

        (await response.Content.ReadAsStringAsync()).Should().Contain("\"https://api.example.com/tenant/keys\"");
    }

    [TestCase("TestApp", "Production", false)]
    [TestCase("http://api.example.com", "Development", false)]
    [TestCase("http://localhost:5000", "Production", false)]
    [TestCase("https://api.example.com?a=b", "Production", false)]
    [TestCase("https://api.example.com#a", "Production", false)]
    [TestCase("https://user@api.example.com", "Production", false)]
    [TestCase("/api", "Production", false)]
    [TestCase("http://localhost:5000", "Development", true)]
    [TestCase("https://api.example.com", "Production", true)]
    public async Task Discovery_needs_an_issuer_that_is_an_https_url(string issuer, string environment, bool starts)
    {
        var start = () => StartAsync(cfg => cfg.Issuer = issuer, environment);

        if (starts)
            await (await start()).DisposeAsync();
        else
            await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*MapJwtDiscovery() needs an Issuer*");
    }

    [Test]
    public async Task Discovery_without_published_keys_stops_the_start()
    {
        var start = () => TestApp.StartAsync(routes => routes.MapJwtDiscovery(), cfg => cfg.Issuer = "https://api.example.com");

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*Call app.MapJwks() as well.");
    }

    private static Task<TestApp> StartAsync(Action<JwtOptions> configure, string environment = "Production") => TestApp.StartAsync(
        routes =>
        {
            routes.MapJwks();
            routes.MapJwtDiscovery();
        },
        cfg =>
        {
            cfg.Issuer = "https://api.example.com";
            configure(cfg);
        },
        environment: environment);

    private static async Task<HttpResponseMessage> GetIfChangedAsync(TestApp app, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/jwks.json");
        request.Headers.IfNoneMatch.Add(tag);
        return await app.Client.SendAsync(request);
    }
}
