using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>The idle limit and the absolute one both hold.</summary>
public sealed class SessionLimitTests
{
    [Test]
    public async Task A_session_that_is_not_refreshed_in_time_is_over_and_one_that_is_goes_on()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.RefreshTokenExpires = TimeSpan.FromDays(1));
        var (idle, used) = (app.Jwt.CreateTokenPair("alice").RefreshToken, app.Jwt.CreateTokenPair("bob").RefreshToken);
        app.Time.Advance(TimeSpan.FromHours(23));
        var (_, next) = await app.RefreshedAsync(used);
        app.Time.Advance(TimeSpan.FromHours(23));

        (await app.RefreshAsync(idle)).Should().BeRefused(JwtErrorCode.TokenExpired);
        await app.RefreshedAsync(next);
    }

    [Test]
    public async Task No_token_outlives_its_session_however_often_it_is_refreshed()
    {
        await using var app = await SessionClient.StartAsync(
            cfg => (cfg.RefreshTokenExpires, cfg.SessionExpires) = (TimeSpan.FromDays(2), TimeSpan.FromDays(3)));
        var refresh = app.Jwt.CreateTokenPair("alice").RefreshToken;
        string access = "";
        for (var day = 0; day < 2; day++)
        {
            app.Time.Advance(TimeSpan.FromDays(1));
            (access, refresh) = await app.RefreshedAsync(refresh);
        }

        app.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(5));
        (access, refresh) = await app.RefreshedAsync(refresh);

        app.ReadToken(refresh, TokenType.Refresh).Exp.Should().Be(TestApp.Start.AddDays(3));
        app.ReadToken(access).Exp.Should().Be(TestApp.Start.AddDays(3), "an access token never outlives its session");
        app.Time.Advance(TimeSpan.FromMinutes(5));
        (await app.RefreshAsync(refresh)).Should().BeRefused(JwtErrorCode.TokenExpired);
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task The_pair_of_a_login_is_capped_too_and_a_token_outside_of_sessions_is_not()
    {
        await using var app = await SessionClient.StartAsync(cfg =>
            (cfg.AccessTokenExpires, cfg.RefreshTokenExpires, cfg.SessionExpires) =
                (TimeSpan.FromHours(1), TimeSpan.FromDays(30), TimeSpan.FromHours(1)));

        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromHours(5) });

        app.ReadToken(pair.AccessToken).Exp.Should().Be(TestApp.Start.AddHours(1));
        app.ReadToken(pair.RefreshToken, TokenType.Refresh).Exp.Should().Be(TestApp.Start.AddHours(1));
        pair.ExpiresIn.Should().Be(3600);
        app.ReadToken(app.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromHours(5) })).Exp
            .Should().Be(TestApp.Start.AddHours(5));
    }

    [Test]
    public async Task A_session_without_limits_never_expires()
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.AllowNonExpiringTokens = true;
            cfg.RefreshTokenExpires = cfg.SessionExpires = Timeout.InfiniteTimeSpan;
        });
        var refresh = app.Jwt.CreateTokenPair("alice").RefreshToken;
        app.Time.AdjustTime(TestApp.Start.AddDays(3650));
        app.Time.Advance(TimeSpan.FromMinutes(1));

        var (_, next) = await app.RefreshedAsync(refresh);

        app.ReadToken(next, TokenType.Refresh).Exp.Should().BeNull();
    }

    [Test]
    public async Task A_shortened_limit_ends_sessions_that_are_older()
    {
        await using var before = await SessionClient.StartAsync();
        await using var after = await SessionClient.StartAsync(cfg => cfg.SessionExpires = TimeSpan.FromHours(1));
        var refresh = before.Jwt.CreateTokenPair("alice").RefreshToken;
        await after.RefreshedAsync(refresh);
        var another = before.Jwt.CreateTokenPair("alice").RefreshToken;

        after.Time.Advance(TimeSpan.FromHours(1));

        (await after.RefreshAsync(another)).Should().BeRefused(JwtErrorCode.TokenExpired);
    }

    [TestCase("00:30:00", "01:00:00", "*SessionExpires is 00:30:00, shorter than AccessTokenExpires*")]
    [TestCase("-00:00:01", "00:00:01", "*SessionExpires*")]
    public void Limits_that_contradict_each_other_stop_the_start(string session, string access, string message)
    {
        var start = () => new TestService(
            cfg => (cfg.SessionExpires, cfg.AccessTokenExpires) = (TimeSpan.Parse(session, null), TimeSpan.Parse(access, null)));

        start.Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>().WithMessage(message);
    }

    [TestCase(61)]
    [TestCase(-1)]
    public void A_window_outside_of_its_limits_stops_the_start(int seconds)
    {
        var start = () => new TestService(
            cfg => (cfg.Rotation.GraceWindow, cfg.MaxSessions, cfg.Revocation.OnStoreFailure) =
                (TimeSpan.FromSeconds(seconds), 0, (StoreFailureMode)9));

        start.Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>()
            .WithMessage("*Rotation.GraceWindow*").WithMessage("*MaxSessions is 0*").WithMessage("*OnStoreFailure*");
    }
}
