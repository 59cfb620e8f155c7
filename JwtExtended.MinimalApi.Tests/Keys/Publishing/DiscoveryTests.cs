using System.Net;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Keys.Publishing;

/// <summary>Where the metadata of an issuer is found (RFC 8414, 3.1), and who may read it.</summary>
public sealed class DiscoveryTests
{
    private const string Issuer = "https://api.example.com/tenant";
    private const string OAuth = "/.well-known/oauth-authorization-server";
    private const string OpenId = "/.well-known/openid-configuration";

    /// <summary>The three ways an app gets the path of its issuer; the fourth one, at a proxy, takes it off.</summary>
    public enum Mount
    {
        PathBase,
        Group,
        PathBaseAndGroup,
        Nothing,
    }

    [Test]
    public async Task Metadata_and_keys_are_where_the_issuer_says_however_the_app_is_mounted([Values] Mount mount)
    {
        await using var app = await StartAsync(mount);

        foreach (var path in new[] { OAuth + "/tenant/v1", OpenId + "/tenant/v1", "/tenant/v1" + OpenId, "/tenant/v1" + OAuth })
        {
            using var metadata = await ReadAsync(app, path);
            metadata.RootElement.GetProperty("issuer").GetString().Should().Be(Issuer + "/v1");
            using var keys = await ReadAsync(app, new Uri(metadata.RootElement.GetProperty("jwks_uri").GetString()!).AbsolutePath);
            keys.RootElement.GetProperty("keys").GetArrayLength().Should().Be(1);
        }
    }

    [Test]
    public async Task An_app_whose_proxy_takes_the_path_off_serves_what_it_sees()
    {
        await using var app = await StartAsync(Mount.Nothing);

        foreach (var path in new[] { OAuth, OpenId, OAuth + "/tenant/v1" })
        {
            using var metadata = await ReadAsync(app, path);
            metadata.RootElement.GetProperty("jwks_uri").GetString().Should().Be(Issuer + "/v1/.well-known/jwks.json");
        }

        using var keys = await ReadAsync(app, "/.well-known/jwks.json");
    }

    [TestCase("https://api.example.com")]
    [TestCase("https://api.example.com/")]
    public async Task An_issuer_without_a_path_is_described_at_the_root_even_from_a_group(string issuer)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                var group = routes.MapGroup("/api");
                group.MapJwks();
                group.MapJwtDiscovery();
            },
            Configure(issuer));

        foreach (var path in new[] { OAuth, OpenId, "/api" + OpenId })
        {
            using var metadata = await ReadAsync(app, path);
            metadata.RootElement.GetProperty("jwks_uri").GetString().Should().Be("https://api.example.com/api/.well-known/jwks.json");
        }
    }

    [TestCase("https://api.example.com/a%20b/{c}*~", "/.well-known/oauth-authorization-server/a%20b/%7Bc%7D*~")]
    [TestCase("https://api.example.com//a", OAuth)]
    [TestCase("https://api.example.com/a%3Fb", OAuth)]
    public async Task A_path_with_unusual_characters_does_no_harm(string issuer, string path)
    {
        await using var app = await TestApp.StartAsync(MapAll, Configure(issuer));

        using var metadata = await ReadAsync(app, path);

        metadata.RootElement.GetProperty("issuer").GetString().Should().Be(issuer);
    }

    [TestCase("/.well-known/jwks.json")]
    [TestCase(OAuth)]
    [TestCase(OpenId)]
    public async Task Head_has_the_headers_of_get_and_an_unchanged_document_is_not_sent_again(string path)
    {
        await using var app = await TestApp.StartAsync(MapAll, Configure("https://api.example.com"));

        using var get = await app.GetAsync(path);
        using var head = await app.SendAsync(HttpMethod.Head, path);
        using var again = await app.GetWithHeaderAsync(path, ("If-None-Match", get.Headers.ETag!.Tag));
        using var post = await app.SendAsync(HttpMethod.Post, path);

        head.StatusCode.Should().Be(HttpStatusCode.OK);
        HeadersOf(head).Should().Equal(HeadersOf(get));
        head.Content.Headers.ContentLength.Should().BePositive();
        (await head.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
        again.StatusCode.Should().Be(HttpStatusCode.NotModified);
        again.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
        post.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    [TestCase("/.well-known/jwks.json")]
    [TestCase(OAuth)]
    [TestCase(OpenId)]
    public async Task Every_site_may_read_the_documents(string path)
    {
        await using var app = await TestApp.StartAsync(MapAll, Configure("https://api.example.com"));

        using var get = await app.GetWithHeaderAsync(path, ("Origin", "https://other.example"));
        using var preflight = await PreflightAsync(app, path);

        get.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
        get.Headers.Should().NotContainKey("Access-Control-Allow-Credentials").And.NotContainKey("Vary");
        preflight.StatusCode.Should().Be(HttpStatusCode.NoContent);
        preflight.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
        preflight.Headers.GetValues("Access-Control-Allow-Methods").Should().Equal("GET, HEAD, OPTIONS");
        preflight.Headers.GetValues("Access-Control-Allow-Headers").Should().Equal("*");
        preflight.Content.Headers.Allow.Should().Equal("GET", "HEAD", "OPTIONS");
    }

    [Test]
    public async Task The_applications_own_CORS_policy_replaces_the_header_and_caches_tell_the_origins_apart()
    {
        await using var app = await TestApp.StartAsync(
            MapAll,
            Configure("https://api.example.com"),
            build => build.Services.AddCors(cors => cors.AddDefaultPolicy(
                policy => policy.WithOrigins("https://spa.example").AllowCredentials().WithMethods("GET"))),
            pipeline => pipeline.UseCors());

        using var known = await app.GetWithHeaderAsync(OAuth, ("Origin", "https://spa.example"));
        using var other = await app.GetWithHeaderAsync(OAuth, ("Origin", "https://other.example"));

        known.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://spa.example");
        other.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
        other.Headers.Should().NotContainKey("Access-Control-Allow-Credentials");
        known.Headers.Vary.Should().Contain("Origin");
        other.Headers.Vary.Should().Contain("Origin");
    }

    [Test]
    public async Task A_policy_of_the_endpoints_answers_preflights_as_well()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapJwks().RequireCors(policy => policy.AllowAnyOrigin().AllowAnyHeader());
                routes.MapJwtDiscovery().RequireCors(policy => policy.AllowAnyOrigin().AllowAnyHeader());
            },
            Configure("https://api.example.com"),
            build => build.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins("https://spa.example"))),
            pipeline => pipeline.UseRouting().UseCors());

        using var preflight = await PreflightAsync(app, OAuth);
        using var get = await app.GetWithHeaderAsync(OAuth, ("Origin", "https://other.example"));

        preflight.IsSuccessStatusCode.Should().BeTrue();
        preflight.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
        get.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
    }

    [Test]
    public async Task The_documents_are_open_below_a_protected_group_and_a_fallback_policy_and_have_one_name()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapJwks().WithName("keys");
                routes.MapJwtDiscovery();
                routes.MapGet("/link", (LinkGenerator links) => links.GetPathByName("keys"));
            },
            Configure("https://api.example.com"),
            build =>
            {
                build.Services.AddJwtExtended();
                build.Services.AddAuthorizationBuilder().SetFallbackPolicy(new(
                    [new Microsoft.AspNetCore.Authorization.Infrastructure.DenyAnonymousAuthorizationRequirement()], []));
            });

        using var keys = await app.SendAsync(HttpMethod.Head, "/.well-known/jwks.json");
        using var badToken = await app.GetAsync(OAuth, "not.a.token");
        using var refused = await app.GetAsync("/link");
        using var link = await app.GetAsync("/link", app.Jwt.CreateAccessToken("alice"));

        keys.StatusCode.Should().Be(HttpStatusCode.OK);
        badToken.StatusCode.Should().Be(HttpStatusCode.OK);
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        link.Should().BeOk("/.well-known/jwks.json");
    }

    [Test]
    public async Task A_retired_algorithm_leaves_the_metadata_and_its_tag_at_once()
    {
        await using var app = await TestApp.StartAsync(MapAll, Configure("https://api.example.com"));
        using var first = await app.GetAsync(OAuth);

        app.Jwt.Keys.Add(JwtKey.Generate(JwtAlgorithm.PS256));
        using var second = await ReadAsync(app, OAuth);
        using var changed = await app.GetWithHeaderAsync(OAuth, ("If-None-Match", first.Headers.ETag!.Tag));

        second.RootElement.GetProperty("id_token_signing_alg_values_supported").GetArrayLength().Should().Be(2);
        changed.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static void MapAll(WebApplication routes)
    {
        routes.MapJwks();
        routes.MapJwtDiscovery();
    }

    private static Action<JwtOptions> Configure(string issuer) => cfg =>
    {
        cfg.Issuer = issuer;
        cfg.Keys.Add(JwtKey.Generate(JwtAlgorithm.ES256));
    };

    private static Task<TestApp> StartAsync(Mount mount) => TestApp.StartAsync(
        routes =>
        {
            IEndpointRouteBuilder inner = mount switch
            {
                Mount.Group => routes.MapGroup("/tenant/v1"),
                Mount.PathBaseAndGroup => routes.MapGroup("/v1"),
                _ => routes,
            };
            inner.MapJwks();
            inner.MapJwtDiscovery();
        },
        Configure(Issuer + "/v1"),
        pipeline: app =>
        {
            if (mount == Mount.PathBase)
                app.UsePathBase("/tenant/v1").UseRouting();
            else if (mount == Mount.PathBaseAndGroup)
                app.UsePathBase("/tenant").UseRouting();
        });

    private static async Task<JsonDocument> ReadAsync(TestApp app, string path)
    {
        using var response = await app.GetAsync(path);
        response.StatusCode.Should().Be(HttpStatusCode.OK, path);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync());
    }

    private static Task<HttpResponseMessage> PreflightAsync(TestApp app, string path) => app.SendAsync(
        HttpMethod.Options, path, null, ("Origin", "https://other.example"), ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "mcp-protocol-version"));

    private static string[] HeadersOf(HttpResponseMessage response) => [.. response.Headers.Concat(response.Content.Headers)
        .Where(static header => header.Key is not "Date")
        .Select(static header => $"{header.Key}: {string.Join('|', header.Value)}")
        .Order()];
}
