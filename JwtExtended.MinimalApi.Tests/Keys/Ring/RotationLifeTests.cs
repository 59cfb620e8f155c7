using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>The life of keys that rotate, from the change to them on.</summary>
public sealed class RotationLifeTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RotatingNodes _nodes;
    private readonly SharedKeyStore _store;

    public RotationLifeTests()
    {
        _nodes = new RotatingNodes(_ => _store!);
        _store = new SharedKeyStore(_nodes.Time);
    }

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Test]
    public async Task A_configured_key_signs_until_the_first_one_has_been_announced_and_nobody_is_signed_out()
    {
        var pem = TestKeys.EcPem(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await using var before = new TestService(
            cfg =>
            {
                cfg.PrivateKey = pem;
                cfg.RefreshTokenExpires = TimeSpan.FromHours(2);
            },
            static builder => builder.Configuration["Jwt:SecretKey"] = null);
        var old = RotatingNodes.Issue(before);
        var node = _nodes.Start(configure: cfg => cfg.PrivateKey = pem);
        var other = _nodes.Start(configure: cfg => cfg.PrivateKey = pem);

        node.Jwt.Keys.Signing.Kid.Should().Be(before.Jwt.Keys.Signing.Kid);
        node.Jwt.Keys.Verifying.Should().HaveCount(2);
        before.Read(RotatingNodes.Issue(node).Access);
        before.Read(RotatingNodes.Issue(node).Refresh, TokenType.Refresh);
        _nodes.AssertAllRead([old]);
        _nodes.Pass(RotatingNodes.Announce);
        node.Jwt.Keys.Signing.Kid.Should().NotBe(before.Jwt.Keys.Signing.Kid).And.Be(other.Jwt.Keys.Signing.Kid);
        _nodes.AssertAllReadAll();
        node.Read(old.Refresh, TokenType.Refresh);
        Logs(node).Should().ContainSingle(static log => log.Id.Id == 54).Which.Message.Should().Contain("2026-01-01 12:15:00Z");
    }

    [Test]
    public async Task With_refresh_secrets_these_sign_and_tokens_of_before_are_still_read()
    {
        var node = _nodes.Start();
        var refresh = node.Jwt.CreateRefreshToken("alice");
        var secret = _nodes.Start(configure: static cfg => cfg.Keys.RefreshSecrets.Add(TestKeys.SecretText('r')));

        secret.Read(refresh, TokenType.Refresh);
        await using var other = new TestService(static cfg => cfg.Keys.RefreshSecrets.Add(TestKeys.SecretText('r')));
        other.Read(secret.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);
    }

    [Test]
    public async Task A_leaked_key_is_retired_once_the_next_one_is_announced_and_all_processes_follow()
    {
        await _nodes.StartTogetherAsync(default, default);
        var (node, other) = (_nodes.Nodes[0], _nodes.Nodes[1]);
        var (leaked, token) = (node.Jwt.Keys.Signing.Kid, RotatingNodes.Issue(node));
        node.Jwt.Keys.Invoking(keys => keys.Retire(leaked))
            .Should().Throw<InvalidOperationException>().WithMessage("*signs new tokens*not announced yet*RotateAsync()*");

        await node.Jwt.Keys.RotateAsync();
        await node.Jwt.Keys.RotateAsync();
        await _nodes.RunAsync();
        node.Jwt.Keys.Verifying.Should().HaveCount(2, "it is announced once");
        node.Jwt.Keys.Signing.Kid.Should().Be(leaked);
        node.Jwt.Keys.Retire(leaked);

        node.Jwt.Keys.Signing.Kid.Should().NotBe(leaked);
        (node.ReadRefused(token.Access), node.ReadRefused(token.Refresh, TokenType.Refresh))
            .Should().Be((JwtErrorCode.TokenInvalid, JwtErrorCode.TokenInvalid));
        other.Read(RotatingNodes.Issue(node).Access);
        await _nodes.RunAsync();
        await _nodes.RunAsync();
        other.Jwt.Keys.Signing.Kid.Should().Be(node.Jwt.Keys.Signing.Kid);
        other.ReadRefused(token.Access);
        var restarted = _nodes.Start();
        restarted.Jwt.Keys.Signing.Kid.Should().Be(node.Jwt.Keys.Signing.Kid);
        restarted.ReadRefused(token.Access);
        for (var i = 0; i < 30; i++)
        {
            _nodes.Pass(TimeSpan.FromMinutes(10));
            await _nodes.RunAsync();
            _nodes.AssertAllReadAll();
        }
    }

    [Test]
    public async Task An_announced_key_that_was_leaked_never_signs()
    {
        await _nodes.StartTogetherAsync(default, default);
        var node = _nodes.Nodes[0];
        await node.Jwt.Keys.RotateAsync();
        await _nodes.RunAsync();
        var (first, second) = (node.Jwt.Keys.Signing.Kid, node.Jwt.Keys.Verifying[1].Kid);

        node.Jwt.Keys.Retire(second);
        await _nodes.RunAsync();
        await _nodes.RunAsync();

        for (var i = 0; i < 20; i++)
        {
            _nodes.Nodes.Should().OnlyContain(process => process.Jwt.Keys.Signing.Kid != second);
            _nodes.AssertAllReadAll();
            _nodes.Pass(TimeSpan.FromMinutes(5));
            await _nodes.RunAsync();
        }

        node.Jwt.Keys.Signing.Kid.Should().NotBe(first, "another one was announced");
    }

    [Test]
    public async Task A_key_that_rotates_cannot_be_promoted_and_one_that_does_not_cannot_be_announced()
    {
        var node = _nodes.Start();
        await using var fixedKey = new TestService();

        node.Jwt.Keys.Invoking(static keys => keys.Promote(keys.Signing.Kid))
            .Should().Throw<InvalidOperationException>().WithMessage("*rotate by themselves*RotateAsync()*");
        await fixedKey.Jwt.Keys.Awaiting(static keys => keys.RotateAsync())
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*do not rotate*Keys.RotateEvery*");
        _store.Before = static _ => throw new InvalidOperationException("The store is down.");
        await node.Jwt.Keys.Awaiting(static keys => keys.RotateAsync())
            .Should().ThrowAsync<JwtKeyStoreException>().WithMessage("*The store is down.*");
    }

    [Test]
    public async Task An_app_rotates_by_its_timer_and_publishes_for_as_long_as_it_may()
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapJwks(),
            cfg =>
            {
                cfg.Keys.RotateEvery(TimeSpan.FromHours(1), announce: TimeSpan.FromMinutes(3));
                cfg.Keys.UseStore(services => new SharedKeyStore(services.GetRequiredService<TimeProvider>()));
            },
            static builder =>
            {
                builder.Configuration["Jwt:SecretKey"] = null;
                builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
            });
        var first = app.Jwt.Keys.Signing.Kid;

        app.Time.AdjustTime(app.Time.GetUtcNow() + TimeSpan.FromMinutes(57));
        app.Time.Advance(TimeSpan.FromSeconds(20));
        await app.WaitForLogAsync("Announced the key", Patience);
        // Rounds do not overlap: the one that has announced it is over.
        await app.Jwt.Runtime.Upkeep.RunAsync();
        using var response = await app.GetAsync("/.well-known/jwks.json");

        response.Headers.CacheControl!.ToString().Should().Be("public, max-age=60");
        var published = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["keys"]!.AsArray();
        published.Should().HaveCount(2);
        app.Jwt.Keys.Signing.Kid.Should().Be(first);
        app.Time.AdjustTime(app.Time.GetUtcNow() + TimeSpan.FromMinutes(4));
        app.Jwt.Keys.Signing.Kid.Should().Be(published[1]!["kid"]!.GetValue<string>());
        app.Time.Advance(TimeSpan.FromSeconds(20));
        await app.WaitForLogAsync("began to sign", Patience);
    }

    [Test]
    public async Task A_process_that_slept_through_a_change_signs_with_the_new_key_at_once()
    {
        await _nodes.StartTogetherAsync(default, default);
        _nodes.Pass(RotatingNodes.Interval - RotatingNodes.Announce);
        await _nodes.RunAsync();
        await _nodes.RunAsync();
        var first = _nodes.Nodes[0].Jwt.Keys.Signing.Kid;

        _nodes.Pass(TimeSpan.FromHours(3) + TimeSpan.FromMinutes(20));

        _nodes.Nodes[0].Jwt.Keys.Signing.Kid.Should().NotBe(first);
        _nodes.Nodes[0].Jwt.Keys.Verifying.Should().ContainSingle("no timer has run, and the first key is over");
        _nodes.AssertAllReadAll();
    }

    private static IReadOnlyList<FakeLogRecord> Logs(TestService node) => node.Services.GetFakeLogCollector().GetSnapshot();
}
