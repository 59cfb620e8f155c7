using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>A store that is unavailable, and one that has lost its data.</summary>
public sealed class StoreOutageTests
{
    private readonly ScriptedStore _store = new();

    [Test]
    public async Task By_choice_access_tokens_are_accepted_while_the_store_is_down_and_nothing_else_is()
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Revocation.UseStore(_ => _store);
            cfg.Revocation.OnStoreFailure = StoreFailureMode.AcceptUntilExpiry;
        });
        var login = app.Jwt.CreateTokenPair("alice");
        _store.Fail = async () =>
        {
            await Task.Yield();
            throw new IOException("gone");
        };

        (await app.GetAsync("/me", login.AccessToken)).Should().BeOk("alice");
        (await app.RefreshAsync(login.RefreshToken)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        (await app.SendAsync(HttpMethod.Post, "/manual", login.RefreshToken)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        (await app.SendAsync(HttpMethod.Post, "/logout", login.AccessToken)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        (await app.SendAsync(HttpMethod.Post, "/logout/all", login.AccessToken)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        (await app.Jwt.ReadAsync(login.AccessToken)).Token.Should().NotBeNull();
        await app.Jwt.Invoking(jwt => jwt.StartSessionAsync("alice").AsTask()).Should().ThrowAsync<RevocationStoreException>();
        await app.Jwt.Invoking(jwt => jwt.GetSessionsAsync("alice").AsTask()).Should().ThrowAsync<RevocationStoreException>();
        app.Time.Advance(TimeSpan.FromMinutes(15));
        (await app.GetAsync("/me", login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task A_refresh_that_the_store_did_not_confirm_can_be_repeated()
    {
        await using var memory = await SessionClient.StartAsync();
        await using var app = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => _store));
        var login = app.Jwt.CreateTokenPair("alice");
        _store.Fail = () => throw new IOException("gone");

        using var down = await app.RefreshAsync(login.RefreshToken);

        down.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        await memory.RefreshedAsync(login.RefreshToken);
    }

    [Test]
    public async Task A_recreated_store_revives_no_session_and_accepts_new_ones()
    {
        await using var before = await SessionClient.StartAsync();
        var login = before.Jwt.CreateTokenPair("alice");
        await before.RefreshedAsync(login.RefreshToken);
        var later = before.Jwt.CreateTokenPair("alice");

        await using var after = await SessionClient.StartAsync(build: builder =>
        {
            var clock = builder.Services.Last(service => service.ServiceType == typeof(TimeProvider)).ImplementationInstance!;
            ((Microsoft.Extensions.Time.Testing.FakeTimeProvider)clock).Advance(TimeSpan.FromMilliseconds(1));
        });

        (await after.RefreshAsync(login.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await after.RefreshAsync(later.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await after.SendAsync(HttpMethod.Post, "/manual", later.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await after.GetAsync("/me", login.AccessToken)).Should().BeOk("alice", "access tokens live for minutes");
        await after.RefreshedAsync(after.Jwt.CreateTokenPair("alice").RefreshToken);
    }

    [Test]
    public async Task A_store_that_is_down_at_the_start_is_logged_and_the_app_starts()
    {
        _store.Fail = () => throw new IOException("gone");
        await using var app = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => _store));

        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 12);
        _store.Fail = null;
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }
}
