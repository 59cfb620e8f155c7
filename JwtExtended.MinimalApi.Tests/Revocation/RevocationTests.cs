using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>Revocation over HTTP: what is revoked is refused from the next request on, and nothing else is.</summary>
public sealed class RevocationTests
{
    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes.MapGet("/hello", (Token? token) => token?.Identity ?? "stranger").OptionalJwt();
            routes.MapGet("/refresh", (Token token) => token.Identity).RequireRefreshJwt();
            routes.MapGet("/careless", (Token token) => token.Identity).RequireJwt(jwt => jwt.SkipRevocationCheck());
            routes.MapPost("/logout", async (Token token) => await token.RevokeAsync()).RequireJwt(jwt => jwt.AnyType());
        },
        configure);

    [Test]
    public async Task A_revoked_token_is_refused_everywhere_and_another_one_is_not()
    {
        await using var app = await StartAsync();
        var (revoked, other) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateAccessToken("alice"));

        using var logout = await app.SendAsync(HttpMethod.Post, "/logout", revoked);
        using var me = await app.GetAsync("/me", revoked);
        using var hello = await app.GetAsync("/hello", revoked);
        using var careless = await app.GetAsync("/careless", revoked);
        using var still = await app.GetAsync("/me", other);

        logout.Should().BeOk();
        me.Should().BeRefused(JwtErrorCode.TokenRevoked);
        hello.Should().BeRefused(JwtErrorCode.TokenRevoked);
        careless.Should().BeOk("alice");
        still.Should().BeOk("alice");
        (await app.Jwt.ReadAsync(revoked)).Error!.Code.Should().Be(JwtErrorCode.TokenRevoked);
        (await app.Jwt.ReadAsync(other)).Token!.Identity.Should().Be("alice");
        app.Jwt.TryRead(revoked, out _, out _).Should().BeTrue("TryRead does not ask the store, and says so");
    }

    [Test]
    public async Task A_revoked_refresh_token_takes_its_session_with_it_and_no_other()
    {
        await using var app = await StartAsync();
        var (phone, laptop) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));

        using var logout = await app.SendAsync(HttpMethod.Post, "/logout", phone.RefreshToken);

        (await app.GetAsync("/refresh", phone.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", phone.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/refresh", laptop.RefreshToken)).Should().BeOk();
        (await app.GetAsync("/me", laptop.AccessToken)).Should().BeOk();
    }

    [Test]
    public async Task A_revoked_access_token_leaves_its_session()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");

        using var logout = await app.SendAsync(HttpMethod.Post, "/logout", pair.AccessToken);

        (await app.GetAsync("/me", pair.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/refresh", pair.RefreshToken)).Should().BeOk();
    }

    [Test]
    public async Task Everything_of_an_identity_up_to_this_millisecond_is_revoked()
    {
        await using var app = await StartAsync();
        var before = app.Jwt.CreateTokenPair("alice");
        var bob = app.Jwt.CreateAccessToken("bob");
        app.Time.Advance(TimeSpan.FromMilliseconds(1));
        var same = app.Jwt.CreateAccessToken("alice");

        await app.Jwt.RevokeAllAsync("alice");
        app.Time.Advance(TimeSpan.FromMilliseconds(1));
        var after = app.Jwt.CreateTokenPair("alice");

        (string Path, string Token)[] ended =
            [("/me", before.AccessToken), ("/refresh", before.RefreshToken), ("/me", same), ("/hello", same)];
        foreach (var (path, token) in ended)
            (await app.GetAsync(path, token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        foreach (var (path, token) in new[] { ("/me", after.AccessToken), ("/refresh", after.RefreshToken), ("/me", bob) })
            (await app.GetAsync(path, token)).Should().BeOk();
    }

    [Test]
    public async Task A_login_right_after_a_revocation_works_and_the_next_revocation_ends_it()
    {
        await using var app = await StartAsync();

        await app.Jwt.RevokeAllAsync("alice");
        var pair = app.Jwt.CreateTokenPair("alice");
        var plain = app.Jwt.CreateAccessToken("alice");
        (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk();
        (await app.GetAsync("/refresh", pair.RefreshToken)).Should().BeOk();
        (await app.GetAsync("/me", plain)).Should().BeOk();

        await app.Jwt.RevokeAllAsync("alice");
        (await app.GetAsync("/me", pair.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", plain)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk();
    }

    [Test]
    public async Task A_clock_that_is_set_back_saves_no_token_from_a_revocation()
    {
        await using var app = await StartAsync();
        var before = app.Jwt.CreateAccessToken("alice");

        app.Time.AdjustTime(TestApp.Start.AddSeconds(-5));
        await app.Jwt.RevokeAllAsync("alice");

        (await app.GetAsync("/me", before)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk();
    }

    [Test]
    public void Many_revocations_do_not_run_ahead_of_the_clock()
    {
        var clock = new IssueClock(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestApp.Start));

        var covered = TestApp.Start.AddSeconds(5);

        for (var i = 0; i < 1000; i++)
            clock.NextRevocation().Should().Be(covered, "what a clock ahead by that has begun is revoked as well");
        clock.NextIssue("alice").Should().Be(TestApp.Start, "a revocation that the store has not confirmed moves nothing");
        clock.OnRevoked(covered, "alice");
        clock.NextRevocation().Should().Be(covered);
        clock.NextIssue("alice").Should().Be(covered.AddMilliseconds(1));
    }

    [Test]
    public void The_revocation_of_one_identity_does_not_move_the_times_of_others_and_is_not_kept_for_ever()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestApp.Start);
        var clock = new IssueClock(time);

        clock.OnRevoked(TestApp.Start.AddSeconds(15), "alice");

        clock.NextIssue("bob").Should().Be(TestApp.Start);
        clock.AfterRevocations("bob").Should().BeOnOrBefore(TestApp.Start);
        clock.NextIssue("alice").Should().Be(TestApp.Start.AddSeconds(15).AddMilliseconds(1));
        clock.AfterRevocations("alice").Should().Be(TestApp.Start.AddSeconds(15).AddMilliseconds(1));
        time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 100; i++)
            clock.OnRevoked(time.GetUtcNow(), $"user{i}");
        clock.AfterRevocations("alice").Should().BeBefore(TestApp.Start);
        clock.NextIssue("user0").Should().Be(time.GetUtcNow().AddMilliseconds(1));
    }

    [Test]
    public void A_revocation_of_another_node_is_followed_unless_it_is_far_ahead()
    {
        var clock = new IssueClock(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestApp.Start));

        clock.OnRevoked(TestApp.Start.AddSeconds(61), identity: null);
        clock.OnRevoked(TestApp.Start.AddSeconds(61), "alice");
        clock.NextIssue("alice").Should().Be(TestApp.Start);
        clock.OnRevoked(TestApp.Start.AddSeconds(5), identity: null);

        clock.NextIssue("alice").Should().Be(TestApp.Start.AddSeconds(5).AddMilliseconds(1));
        clock.AfterRevocations("bob").Should().Be(TestApp.Start.AddSeconds(5).AddMilliseconds(1));
    }

    [TestCase(2, 2)]
    [TestCase(-2, -2)]
    [TestCase(60, 60)]
    [TestCase(61, 0)]
    [TestCase(-61, 0)]
    public void A_clock_follows_that_of_the_store_unless_it_is_far_away(int seconds, int followed)
    {
        var clock = new IssueClock(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestApp.Start));

        var ahead = clock.Follow(TestApp.Start, TestApp.Start.AddSeconds(seconds));

        (ahead is null).Should().Be(followed != seconds);
        clock.NextIssue("alice").Should().Be(TestApp.Start.AddSeconds(followed));
    }

    [Test]
    public void A_difference_within_the_time_of_the_call_says_nothing()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestApp.Start.AddMilliseconds(40));
        var clock = new IssueClock(time);

        clock.Follow(TestApp.Start, TestApp.Start.AddMilliseconds(50)).Should().Be(TimeSpan.Zero);

        clock.NextIssue("alice").Should().Be(time.GetUtcNow());
    }

    [Test]
    public async Task A_refresh_in_flight_does_not_escape([Values("copied", "other", null)] string? session)
    {
        await using var app = await StartAsync();
        var refresh = app.Jwt.CreateRefreshToken("alice");
        app.Jwt.TryRead(refresh, out var token, out _, TokenType.Refresh).Should().BeTrue();
        app.Jwt.TryRead(app.Jwt.CreateAccessToken("alice"), out var plain, out _).Should().BeTrue();

        app.Time.Advance(TimeSpan.FromSeconds(5));
        await app.Jwt.RevokeAllAsync("alice");
        app.Time.Advance(TimeSpan.FromSeconds(5));
        var late = app.Jwt.CreateTokenPair("alice", Derived(token!, session));
        var latePlain = app.Jwt.CreateAccessToken("alice", Derived(plain!, session));
        var latePair = app.Jwt.CreateTokenPair("alice", Derived(plain!, session));

        (await app.GetAsync("/me", late.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/refresh", late.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", latePlain)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/refresh", latePair.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk();
    }

    [Test]
    public async Task Everything_up_to_this_millisecond_is_revoked_and_the_next_login_works()
    {
        await using var app = await StartAsync();
        var (alice, bob) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateAccessToken("bob"));

        await app.Jwt.RevokeEverythingAsync();

        foreach (var (path, token) in new[] { ("/me", alice.AccessToken), ("/refresh", alice.RefreshToken), ("/me", bob) })
            (await app.GetAsync(path, token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk();
    }

    [Test]
    public async Task What_is_logged_of_a_user_cannot_forge_a_line()
    {
        await using var app = await StartAsync();

        await app.Jwt.RevokeAllAsync("eve\r\nwarn: root logged in\u202E" + new string('x', 100));

        app.Logs.LatestRecord.Message.Should().StartWith("Revoked every token of 'eve??warn: root logged in?xxx").And.HaveLength(103);
    }

    [Test]
    public async Task Skipping_the_check_of_a_group_applies_only_to_endpoints_without_a_call_of_their_own()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            var group = routes.MapGroup("/g").RequireJwt(jwt => jwt.SkipRevocationCheck());
            group.MapGet("/own", () => "ok").RequireJwt();
            group.MapGet("/group", (Token token) => "ok");
        });
        var token = app.Jwt.CreateAccessToken("alice");
        await app.Jwt.RevokeAllAsync("alice");

        (await app.GetAsync("/g/own", token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/g/group", token)).Should().BeOk();
    }

    [Test]
    public async Task A_token_that_expires_at_the_end_of_time_can_be_revoked()
    {
        await using var app = await StartAsync(cfg => cfg.AllowNonExpiringTokens = true);
        await using var unlimited = await StartAsync(
            cfg => (cfg.AllowNonExpiringTokens, cfg.RefreshTokenExpires) = (true, Timeout.InfiniteTimeSpan));
        var token = TokenForge.Sign(
            TokenForge.Header, $$"""{"iss":"TestApp","aud":"TestApp","sub":"a","jti":"j","iat":{{TokenForge.Now}},"exp":253402300799}""");

        using var logout = await unlimited.SendAsync(HttpMethod.Post, "/logout", token);

        logout.Should().BeOk();
        (await unlimited.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task Entries_outlive_the_tokens_they_refuse()
    {
        await using var app = await StartAsync(cfg => cfg.Leeway = TimeSpan.FromMinutes(1));
        var (revoked, ofAlice) = (app.Jwt.CreateAccessToken("bob"), app.Jwt.CreateRefreshToken("alice"));
        using var logout = await app.SendAsync(HttpMethod.Post, "/logout", revoked);
        await app.Jwt.RevokeAllAsync("alice");

        app.Time.Advance(TimeSpan.FromMinutes(16) - TimeSpan.FromTicks(1));
        (await app.GetAsync("/me", revoked)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        app.Time.Advance(TimeSpan.FromTicks(1));
        (await app.GetAsync("/me", revoked)).Should().BeRefused(JwtErrorCode.TokenExpired);

        app.Time.SetUtcNow(TestApp.Start.AddDays(30).AddMinutes(1) - TimeSpan.FromTicks(1));
        (await app.GetAsync("/refresh", ofAlice)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        app.Time.Advance(TimeSpan.FromTicks(1));
        (await app.GetAsync("/refresh", ofAlice)).Should().BeRefused(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task Entries_of_tokens_that_never_expire_stay()
    {
        await using var app = await StartAsync(cfg => cfg.AllowNonExpiringTokens = true);
        var (one, all) = (Eternal(app, "bob"), Eternal(app, "alice"));
        using var logout = await app.SendAsync(HttpMethod.Post, "/logout", one);
        await app.Jwt.RevokeAllAsync("alice");

        app.Time.AdjustTime(TestApp.Start.AddDays(1_000));
        app.Time.Advance(TimeSpan.FromMinutes(1));

        (await app.GetAsync("/me", one)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", all)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", Eternal(app, "bob"))).Should().BeOk();
    }

    [TestCase(""","jti":"my-id" """)]
    [TestCase(""","jti":"01000000-0000-4000-8000-000000000000" """)]
    public async Task Tokens_of_other_issuers_can_be_revoked_with_an_id_of_any_form(string more)
    {
        await using var app = await StartAsync();
        var foreign = TokenForge.Sign(TokenForge.Header, TokenForge.Payload(more));
        var otherId = more.Replace("my-id", "other", StringComparison.Ordinal).Replace("01", "02", StringComparison.Ordinal);
        var other = TokenForge.Sign(TokenForge.Header, TokenForge.Payload(otherId + ",\"x\":1"));

        (await app.GetAsync("/me", foreign)).Should().BeOk();
        using var logout = await app.SendAsync(HttpMethod.Post, "/logout", foreign);

        (await app.GetAsync("/me", foreign)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other)).Should().BeOk();
        await app.Jwt.RevokeAllAsync("alice");
        (await app.GetAsync("/me", other)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task Production_is_told_that_memory_forgets_and_other_environments_are_not(
        [Values("Production", "Staging", "Development")] string environment)
    {
        await using var app = await TestApp.StartAsync(_ => { }, environment: environment);

        app.Logs.GetSnapshot().Count(record => record.Category == "JwtExtended.MinimalApi" && record.Id.Id == 2)
            .Should().Be(environment == "Production" ? 1 : 0);
    }

    [Test]
    public async Task Times_follow_the_clock_of_the_store_at_the_start_and_when_an_exchange_tells_it()
    {
        var clock = new FakeTimeProvider(TestApp.Start.AddSeconds(3));
        using var store = new MemoryJwtStore(clock);
        await using var app = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => store));
        DateTimeOffset? BeganNow() => app.ReadToken(app.Jwt.CreateTokenPair("alice").AccessToken).ClaimSet.SessionStarted;

        var atStart = BeganNow();
        clock.Advance(TimeSpan.FromSeconds(4));
        var before = BeganNow();
        await app.RefreshedAsync(app.Jwt.CreateTokenPair("bob").RefreshToken);
        var after = BeganNow();

        new[] { atStart, before, after }.Should().Equal(
            TestApp.Start.AddSeconds(3), TestApp.Start.AddSeconds(3), TestApp.Start.AddSeconds(7));
    }

    private static TokenDescriptor Derived(Token token, string? session) =>
        session == "copied" ? TokenDescriptor.From(token) : TokenDescriptor.From(token) with { SessionId = session };

    private static string Eternal(TestApp app, string identity) =>
        app.Jwt.CreateAccessToken(identity, new TokenDescriptor { ExpiresIn = Timeout.InfiniteTimeSpan });
}
