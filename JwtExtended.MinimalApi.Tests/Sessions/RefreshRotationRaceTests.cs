using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>Races that must neither end a session nor revive one.</summary>
public sealed class RefreshRotationRaceTests
{
    private const int Racers = 64;

    [Test]
    public async Task Sixty_four_racers_get_one_successor_and_an_access_token_each()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");

        var pairs = await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => app.RefreshedAsync(login.RefreshToken)));

        pairs.Select(pair => pair.Refresh).Distinct().Should().ContainSingle();
        pairs.Select(pair => pair.Access).Should().OnlyHaveUniqueItems();
        (await app.GetAsync("/me", pairs[^1].Access)).Should().BeOk("alice");
        app.Time.Advance(TimeSpan.FromSeconds(10));
        await app.RefreshedAsync(pairs[0].Refresh);
    }

    [Test]
    public async Task Without_windows_exactly_one_racer_wins_and_the_session_ends()
    {
        await using var app = await SessionClient.StartAsync(
            cfg => (cfg.Rotation.GraceWindow, cfg.Rotation.LostAnswerWindow) = (TimeSpan.Zero, TimeSpan.Zero));
        var login = app.Jwt.CreateTokenPair("alice");

        var responses = await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => app.RefreshAsync(login.RefreshToken)));

        responses.Count(response => response.IsSuccessStatusCode).Should().Be(1);
        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 24, "the alarm is raised once");
        (await app.GetAsync("/me", login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task Racers_get_one_successor_while_the_signing_key_changes()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        var key = JwtKey.Generate(JwtAlgorithm.ES256);
        var (_, first) = await app.RefreshedAsync(login.RefreshToken);
        app.Jwt.Keys.Add(key);
        app.Jwt.Keys.Promote(key.Kid);

        var (_, second) = await app.RefreshedAsync(login.RefreshToken);

        second.Should().NotBe(first, "another key signed it");
        var (a, b) = (app.ReadToken(first, TokenType.Refresh), app.ReadToken(second, TokenType.Refresh));
        (b.Jti, b.ClaimSet.Seed, b.Iat, b.Exp).Should().Be((a.Jti, a.ClaimSet.Seed, a.Iat, a.Exp));
        app.Time.Advance(TimeSpan.FromSeconds(10));
        var (_, third) = await app.RefreshedAsync(first);
        var (_, fourth) = await app.RefreshedAsync(second);
        app.ReadToken(fourth, TokenType.Refresh).Jti.Should().Be(app.ReadToken(third, TokenType.Refresh).Jti, "they are one token");
    }

    [TestCase(-30)]
    [TestCase(30)]
    public async Task Two_nodes_with_clocks_apart_give_one_successor_by_the_clock_of_the_store(int seconds)
    {
        await using var storeOwner = await SessionClient.StartAsync();
        var store = storeOwner.Jwt.Runtime.Revocation.Store.Store;
        await using var a = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => new HookedStore(store)));
        await using var b = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => new HookedStore(store)));
        b.Time.AdjustTime(TestApp.Start.AddSeconds(seconds));
        var login = a.Jwt.CreateTokenPair("alice");

        var (access, first) = await a.RefreshedAsync(login.RefreshToken);
        var (_, second) = await b.RefreshedAsync(login.RefreshToken);
        await a.GetAsync("/me", access);
        storeOwner.Time.Advance(TimeSpan.FromSeconds(10));
        using var late = await b.RefreshAsync(login.RefreshToken);

        second.Should().Be(first);
        late.Should().BeRefused(JwtErrorCode.RefreshReused);
    }

    [Test]
    public async Task A_refresh_in_flight_does_not_escape_a_logout_everywhere()
    {
        var renewing = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(async refresh =>
        {
            renewing.TrySetResult();
            await goOn.Task;
            return TokenDescriptor.From(refresh.Token);
        }));
        var login = app.Jwt.CreateTokenPair("alice");
        var inFlight = app.RefreshAsync(login.RefreshToken);
        await renewing.Task;

        await app.Jwt.RevokeAllAsync("alice");
        app.Time.Advance(TimeSpan.FromSeconds(1));
        goOn.SetResult();
        using var response = await inFlight;

        response.Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(login.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", app.Jwt.CreateTokenPair("alice").AccessToken)).Should().BeOk("alice");
    }
}
