using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Moving from a service on Flask-JWT-Extended, while it goes on running with the same key.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class LegacyServiceTests
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    private static LegacyService _legacy = null!;

    [OneTimeSetUp]
    public static async Task StartAsync() => _legacy = await LegacyService.StartAsync(Secret);

    [OneTimeTearDown]
    public static async Task StopAsync() => await _legacy.DisposeAsync();

    [TestCase("flask", LegacyTokenKind.FlaskJwtExtended)]
    [TestCase("sanic", LegacyTokenKind.SanicJwtExtended)]
    public async Task Its_access_tokens_are_accepted_here(string library, LegacyTokenKind kind)
    {
        await using var app = await StartAsync(kind);

        var (access, refresh) = await _legacy.LoginAsync(library, "alice", new JsonObject { ["role"] = "ADMIN" });

        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        (await app.GetAsync("/admin", access)).Should().BeOk("admin");
        (await app.GetAsync("/me", refresh)).Should().BeRefused(JwtErrorCode.TokenType);
    }

    [TestCase("flask", LegacyTokenKind.FlaskJwtExtended)]
    [TestCase("sanic", LegacyTokenKind.SanicJwtExtended)]
    public async Task Its_refresh_tokens_are_exchanged_here_once(string library, LegacyTokenKind kind)
    {
        await using var app = await StartAsync(kind);
        var (access, refresh) = await _legacy.LoginAsync(library, "alice", new JsonObject { ["role"] = "ADMIN" });

        var pair = await app.RefreshedAsync(refresh);
        using var admin = await app.GetAsync("/admin", pair.Access);
        app.Time.Advance(TimeSpan.FromSeconds(11));
        using var again = await app.RefreshAsync(refresh);
        using var wrong = await app.RefreshAsync(access);

        admin.Should().BeOk("admin");
        again.Should().BeRefused(JwtErrorCode.RefreshReused);
        wrong.Should().BeRefused(JwtErrorCode.TokenType);
    }

    [Test]
    public async Task A_numeric_identity_is_the_same_user()
    {
        await using var app = await StartAsync(LegacyTokenKind.FlaskJwtExtended);

        var (access, refresh) = await _legacy.LoginAsync("flask", 42);

        (await app.GetAsync("/me", access)).Should().BeOk("42");
        app.ReadToken((await app.RefreshedAsync(refresh)).Access).Identity.Should().Be("42");
    }

    [Test]
    public async Task It_accepts_access_tokens_of_here_and_nothing_else()
    {
        await using var app = await StartAsync(LegacyTokenKind.FlaskJwtExtended);
        var pair = await app.Jwt.StartSessionAsync("alice");

        (await StatusAsync(pair.AccessToken)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(pair.RefreshToken)).Should().Be(HttpStatusCode.UnprocessableEntity);
        (await StatusAsync((await _legacy.LoginAsync("flask", "alice")).Refresh)).Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/protected") { Headers = { { "Authorization", $"Bearer {token}" } } };
        using var response = await _legacy.Client.SendAsync(request);
        return response.StatusCode;
    }

    private static Task<TestApp> StartAsync(LegacyTokenKind kind) => SessionClient.StartAsync(
        cfg =>
        {
            cfg.SecretKey = "base64:" + Convert.ToBase64String(Secret);
            cfg.AcceptLegacyTokens(
                kind, TimeProvider.System.GetUtcNow().AddDays(60), legacy => legacy.Key = JwtKey.FromSecret(cfg.SecretKey));
        },
        static builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())));
}
