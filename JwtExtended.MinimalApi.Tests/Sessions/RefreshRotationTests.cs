using System.Diagnostics.Metrics;
using System.Text.Json;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>A refresh token can be used once, and a second request within the window gets the same successor.</summary>
public sealed class RefreshRotationTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    [Test]
    public async Task A_refresh_returns_a_new_pair_of_the_same_session_that_must_not_be_stored()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair(
            "alice",
            new TokenDescriptor { Roles = ["ADMIN"], Scopes = ["a", "b"], Fresh = true, PrivateClaims = new() { ["plan"] = "gold" } });
        var first = app.ReadToken(login.RefreshToken, TokenType.Refresh);
        app.Time.Advance(TimeSpan.FromMinutes(1));

        using var response = await app.RefreshAsync(login.RefreshToken);

        response.Should().BeOk();
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        body.RootElement.EnumerateObject().Select(member => member.Name)
            .Should().BeEquivalentTo("access_token", "token_type", "expires_in", "refresh_token");
        body.RootElement.GetProperty("token_type").GetString().Should().Be("Bearer");
        body.RootElement.GetProperty("expires_in").GetInt32().Should().Be(900);
        var access = app.ReadToken(body.RootElement.GetProperty("access_token").GetString()!);
        var refresh = app.ReadToken(body.RootElement.GetProperty("refresh_token").GetString()!, TokenType.Refresh);
        foreach (var token in new[] { access, refresh })
        {
            (token.Identity, token.SessionId, token.AuthTime).Should().Be(("alice", first.SessionId, first.AuthTime));
            token.Roles.Should().Equal("ADMIN");
            token.Scopes.Should().Equal("a", "b");
            token.GetString("plan").Should().Be("gold");
            token.Fresh.Should().BeFalse("freshness does not survive a refresh");
            token.ClaimSet.SessionStarted.Should().Be(first.ClaimSet.SessionStarted);
        }

        refresh.Jti.Should().NotBe(first.Jti);
        refresh.Iat.Should().Be(TestApp.Start.AddMinutes(1));
        (await app.GetAsync("/admin", access.RawJwt)).Should().BeOk("admin");
    }

    [Test]
    public async Task Within_the_window_the_same_successor_is_returned_and_once_that_is_in_use_the_session_ends()
    {
        var alarms = new List<string>();
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefreshReused(reused =>
        {
            alarms.Add(reused.Token.Jti!);
            return ValueTask.CompletedTask;
        }));
        using var metric = new MetricCollector<long>(
            app.App.Services.GetRequiredService<IMeterFactory>(), JwtMetrics.MeterName, "jwt_extended.refresh.reuses");
        var login = app.Jwt.CreateTokenPair("alice");
        var (access, refresh) = await app.RefreshedAsync(login.RefreshToken);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        app.Time.Advance(Window - TimeSpan.FromMilliseconds(1));

        var (again, same) = await app.RefreshedAsync(login.RefreshToken);
        app.Time.Advance(TimeSpan.FromMilliseconds(1));
        using var late = await app.RefreshAsync(login.RefreshToken);
        using var later = await app.RefreshAsync(login.RefreshToken);

        same.Should().Be(refresh);
        again.Should().NotBe(access);
        late.Should().BeRefused(JwtErrorCode.RefreshReused);
        later.Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        alarms.Should().Equal(app.ReadToken(login.RefreshToken, TokenType.Refresh).Jti);
        metric.GetMeasurementSnapshot().Should().ContainSingle().Which.Value.Should().Be(1);
        app.Logs.GetSnapshot()
            .Should().ContainSingle(log => log.Id.Id == 24).Which.Level.Should().Be(Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Test]
    public async Task A_token_that_was_handed_out_a_moment_ago_stays_the_current_one([Values] bool recorded)
    {
        await using var app = await SessionClient.StartAsync();
        var login = recorded ? await app.Jwt.StartSessionAsync("alice") : app.Jwt.CreateTokenPair("alice");
        var (_, second) = await app.RefreshedAsync(login.RefreshToken);

        var (access, same) = await app.RefreshedAsync(second);
        var (_, late) = await app.RefreshedAsync(login.RefreshToken);

        (same, late).Should().Be((second, second), "nobody gets ahead of a racer");
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        app.Time.Advance(Window);
        (await app.RefreshedAsync(second)).Refresh.Should().NotBe(second);
    }

    [TestCase(11)]
    [TestCase(3600)]
    [TestCase(23 * 3600)]
    public async Task A_lost_response_does_not_end_the_session(int seconds)
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.AccessTokenExpires = TimeSpan.FromDays(2));
        using var metric = new MetricCollector<long>(
            app.App.Services.GetRequiredService<IMeterFactory>(), JwtMetrics.MeterName, "jwt_extended.refresh.exchanges");
        var login = app.Jwt.CreateTokenPair("alice");
        var lost = await app.RefreshedAsync(login.RefreshToken);
        app.Time.Advance(TimeSpan.FromSeconds(seconds));

        var (access, refresh) = await app.RefreshedAsync(login.RefreshToken);

        refresh.Should().NotBe(lost.Refresh);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        metric.GetMeasurementSnapshot().Select(exchange => exchange.Tags["jwt_extended.refresh.result"])
            .Should().Equal("advanced", "reissued");
        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 26);
        (await app.RefreshAsync(lost.Refresh)).Should().BeRefused(JwtErrorCode.RefreshReused, "its successor replaced it");
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase("access")]
    [TestCase("refresh")]
    public async Task A_response_that_arrived_was_not_lost(string used)
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        var (access, refresh) = await app.RefreshedAsync(login.RefreshToken);
        app.Time.Advance(Window);
        if (used == "access")
            (await app.GetAsync("/me", access)).Should().BeOk("alice");
        else
            await app.RefreshedAsync(refresh);

        using var replay = await app.RefreshAsync(login.RefreshToken);

        replay.Should().BeRefused(JwtErrorCode.RefreshReused);
    }

    [Test]
    public async Task After_a_day_or_without_a_window_a_lost_response_ends_the_session([Values] bool strict)
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            if (strict)
                cfg.Rotation.LostAnswerWindow = TimeSpan.Zero;
        });
        var login = app.Jwt.CreateTokenPair("alice");
        var (access, _) = await app.RefreshedAsync(login.RefreshToken);
        app.Time.Advance(strict ? Window : TimeSpan.FromDays(1));

        using var second = await app.RefreshAsync(login.RefreshToken);

        second.Should().BeRefused(JwtErrorCode.RefreshReused);
        using var after = await app.GetAsync("/me", access);
        after.Should().BeRefused(strict ? JwtErrorCode.TokenRevoked : JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task A_token_that_lives_longer_than_others_does_not_outlive_its_reuse([Values] bool forEver)
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.RefreshTokenExpires = TimeSpan.FromDays(1);
            cfg.AllowNonExpiringTokens = forEver;
            cfg.MaxTokenLifetime = forEver ? Timeout.InfiniteTimeSpan : TimeSpan.FromDays(30);
            if (forEver)
                cfg.SessionExpires = Timeout.InfiniteTimeSpan;
        });
        var lifetime = forEver ? Timeout.InfiniteTimeSpan : TimeSpan.FromDays(20);
        var remembered = app.Jwt.CreateRefreshToken("alice", new TokenDescriptor { ExpiresIn = lifetime });
        var (access, _) = await app.RefreshedAsync(remembered);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        app.Time.Advance(TimeSpan.FromHours(1));
        (await app.RefreshAsync(remembered)).Should().BeRefused(JwtErrorCode.RefreshReused);

        app.Time.Advance(TimeSpan.FromDays(2));

        (await app.RefreshAsync(remembered)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task An_access_token_that_lives_longer_than_a_refresh_token_ends_with_its_session_and_not_before([Values] bool recorded)
    {
        await using var app = await SessionClient.StartAsync(
            cfg => (cfg.RefreshTokenExpires, cfg.MaxTokenLifetime) = (TimeSpan.FromDays(1), TimeSpan.FromDays(30)));
        var longLived = new TokenDescriptor { ExpiresIn = TimeSpan.FromDays(20) };
        var (ended, other) = recorded
            ? (await app.Jwt.StartSessionAsync("alice", longLived), await app.Jwt.StartSessionAsync("alice", longLived))
            : (app.Jwt.CreateTokenPair("alice", longLived), app.Jwt.CreateTokenPair("alice", longLived));
        var (access, _) = await app.RefreshedAsync(ended.RefreshToken);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        app.Time.Advance(TimeSpan.FromHours(1));
        (await app.RefreshAsync(ended.RefreshToken)).Should().BeRefused(JwtErrorCode.RefreshReused);

        app.Time.Advance(TimeSpan.FromDays(10));

        (await app.GetAsync("/me", ended.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other.AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task A_pair_from_an_access_token_that_is_exchanges_behind_goes_on_with_the_session([Values] bool recorded)
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapJwtRefresh();
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes.MapPost("/confirm", (Token token, JwtService jwt) =>
                jwt.CreateTokenPair(token.Identity, TokenDescriptor.From(token) with { Fresh = true })).RequireJwt();
        });
        var login = recorded ? await app.Jwt.StartSessionAsync("alice") : app.Jwt.CreateTokenPair("alice");
        var tokens = (Access: login.AccessToken, Refresh: login.RefreshToken);
        for (var i = 0; i < 3; i++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(2));
            tokens = await app.RefreshedAsync(tokens.Refresh);
            (await app.GetAsync("/me", tokens.Access)).Should().BeOk("alice");
        }

        using var confirmed = await app.SendAsync(HttpMethod.Post, "/confirm", login.AccessToken);
        var fresh = await SessionClient.ReadPairAsync(confirmed);
        app.Time.Advance(TimeSpan.FromMinutes(2));
        var next = await app.RefreshedAsync(fresh.Refresh);

        (await app.GetAsync("/me", fresh.Access)).Should().BeOk("alice");
        (await app.GetAsync("/me", next.Access)).Should().BeOk("alice");
        (await app.GetAsync("/me", tokens.Access)).Should().BeOk("alice");
    }

    [Test]
    public async Task A_pair_from_the_token_of_another_identity_has_a_session_of_its_own([Values] bool recorded)
    {
        await using var app = await SessionClient.StartAsync();
        var old = recorded ? await app.Jwt.StartSessionAsync("old@x") : app.Jwt.CreateTokenPair("old@x");
        var (access, _) = await app.RefreshedAsync(old.RefreshToken);
        var descriptor = TokenDescriptor.From(app.ReadToken(access));

        var pair = app.Jwt.CreateTokenPair("new@x", descriptor);

        (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk("new@x");
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("new@x", descriptor))).Should().BeOk("new@x");
        var next = await app.RefreshedAsync(pair.RefreshToken);
        (await app.GetAsync("/me", next.Access)).Should().BeOk("new@x");
    }

    [Test]
    public async Task A_thief_who_is_a_step_behind_or_exchanges_twice_does_not_put_the_owner_out_and_go_on()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        var stolen = await app.RefreshedAsync(login.RefreshToken);
        var twice = await app.RefreshedAsync(stolen.Refresh);

        var owner = await app.RefreshedAsync(login.RefreshToken);

        owner.Refresh.Should().Be(twice.Refresh, "within the window both have the same token");
        (await app.GetAsync("/me", owner.Access)).Should().BeOk("alice");
        app.Time.Advance(Window);
        var next = await app.RefreshedAsync(owner.Refresh);
        app.Time.Advance(Window);
        await app.RefreshAsync(twice.Refresh);
        app.Time.Advance(Window);
        using var noticed = await app.RefreshAsync(next.Refresh);
        noticed.IsSuccessStatusCode.Should().BeFalse("two parties exchange one token: it ends for both");
        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 24);
    }

    [Test]
    public async Task A_silent_thief_is_locked_out_by_the_owner_and_noticed_when_he_comes_back()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        var stolen = await app.RefreshedAsync(login.RefreshToken);
        app.Time.Advance(TimeSpan.FromMinutes(20));

        var owner = await app.RefreshedAsync(login.RefreshToken);
        (await app.GetAsync("/me", owner.Access)).Should().BeOk("alice");
        using var thief = await app.RefreshAsync(stolen.Refresh);

        thief.Should().BeRefused(JwtErrorCode.RefreshReused);
        (await app.RefreshAsync(owner.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task A_consumed_token_is_refused_by_other_endpoints_and_an_unconsumed_one_is_not()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        (await app.SendAsync(HttpMethod.Post, "/manual", login.RefreshToken)).Should().BeOk("alice");
        var (_, refresh) = await app.RefreshedAsync(login.RefreshToken);

        using var consumed = await app.SendAsync(HttpMethod.Post, "/manual", login.RefreshToken);

        consumed.Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.SendAsync(HttpMethod.Post, "/manual", refresh)).Should().BeOk("alice");
        (await app.Jwt.ReadAsync(login.RefreshToken, TokenType.Refresh)).Error!.Code.Should().Be(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task Only_refresh_tokens_of_the_package_are_exchanged_and_only_by_POST()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        // Well signed, but without a session and a seed.
        var foreign = TokenForge.SignService(TokenForge.RefreshHeader, TokenForge.RefreshPayload());

        (await app.RefreshAsync(login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenType);
        (await app.RefreshAsync(foreign)).Should().BeRefused(JwtErrorCode.TokenInvalid);
        (await app.SendAsync(HttpMethod.Post, "/refresh")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/refresh", login.RefreshToken)).StatusCode.Should().Be(System.Net.HttpStatusCode.MethodNotAllowed);
        await app.RefreshedAsync(login.RefreshToken);
        await app.RefreshedAsync(app.Jwt.CreateRefreshToken("bob"));
    }

    [Test]
    public async Task OnRefresh_returns_roles_and_claims_at_every_refresh()
    {
        string[] roles = ["ADMIN"];
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(refresh =>
        {
            refresh.Services.GetRequiredService<TimeProvider>().Should().NotBeNull();
            return ValueTask.FromResult<TokenDescriptor?>(
                new TokenDescriptor { Roles = roles, Fresh = true, SessionId = "another", ExpiresIn = TimeSpan.FromMinutes(1) });
        }));
        var login = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Role = "USER" });

        var (admin, refresh) = await app.RefreshedAsync(login.RefreshToken);
        app.Time.Advance(Window);
        roles = [];
        var (anonymous, _) = await app.RefreshedAsync(refresh);

        (await app.GetAsync("/admin", admin)).Should().BeOk("admin");
        (await app.GetAsync("/admin", anonymous)).Should().BeRefused(JwtErrorCode.AccessDenied);
        var token = app.ReadToken(admin);
        (token.Fresh, token.SessionId, token.Exp)
            .Should().Be((false, app.ReadToken(login.AccessToken).SessionId, TestApp.Start.AddMinutes(1)));
    }

    [Test]
    public async Task OnRefresh_may_refuse_one_request_and_the_next_one_is_answered()
    {
        string? path = null;
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(refresh =>
        {
            if (path is null)
                refresh.Refuse();
            path = refresh.HttpContext!.Request.Path;
            return ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(refresh.Token));
        }));
        var login = app.Jwt.CreateTokenPair("alice");

        using var refused = await app.RefreshAsync(login.RefreshToken);

        refused.Should().BeRefused(JwtErrorCode.AccessDenied);
        path.Should().Be("/refresh");
        await app.RefreshedAsync(login.RefreshToken);
        (await app.GetAsync("/me", login.AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task An_OnRefresh_that_takes_too_long_changes_nothing()
    {
        var slow = new TaskCompletionSource<TokenDescriptor?>();
        var began = new TaskCompletionSource();
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(refresh =>
        {
            var isFirst = began.TrySetResult();
            return isFirst ? new(slow.Task) : ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(refresh.Token));
        }));
        var login = app.Jwt.CreateTokenPair("alice");

        var waiting = app.RefreshAsync(login.RefreshToken);
        await began.Task;
        // The limit starts behind the call of the handler: one that was not noticed yet is moved past.
        while (!waiting.IsCompleted)
        {
            await Task.Yield();
            app.Time.Advance(TimeSpan.FromSeconds(5));
        }

        using var late = await waiting;
        late.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        slow.SetResult(null);
        await app.RefreshedAsync(login.RefreshToken);
    }

    [TestCase(5, true)]
    [TestCase(6, false)]
    public async Task A_look_up_that_is_too_old_decides_no_exchange_whatever_took_so_long(int seconds, bool isAccepted)
    {
        TestApp app = null!;
        var delay = seconds;
        await using (app = await TestApp.StartAsync(routes => routes.MapJwtRefresh().RequireJwt(jwt => jwt.Where(_ =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(delay));
            return true;
        }))))
        {
            var refresh = app.Jwt.CreateTokenPair("alice").RefreshToken;

            using var response = await app.RefreshAsync(refresh);
            delay = 0;

            if (isAccepted)
                response.Should().BeOk();
            else
                response.Should().BeRefused(JwtErrorCode.StoreUnavailable);
            await app.RefreshedAsync(refresh);
        }
    }

    [Test]
    public async Task No_requirement_makes_an_exchange_or_a_logout_everywhere_skip_its_look_up()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapJwtRefresh().RequireJwt(jwt => jwt.SkipRevocationCheck());
            routes.MapJwtLogoutAll().RequireJwt(jwt => jwt.SkipRevocationCheck());
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt(jwt => jwt.SkipRevocationCheck());
        });
        var (ended, other) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("bob"));
        await app.Jwt.RevokeAsync(app.ReadToken(ended.RefreshToken, TokenType.Refresh));

        (await app.RefreshAsync(ended.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.SendAsync(HttpMethod.Post, "/logout/all", ended.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", ended.AccessToken)).Should().BeOk("alice");
        await app.RefreshedAsync(other.RefreshToken);
    }

    [Test]
    public async Task A_thief_is_noticed_where_only_other_services_see_the_access_tokens()
    {
        await using var app = await SessionClient.StartAsync();
        var (login, lonely) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("bob"));
        var (thief, first) = (await app.RefreshedAsync(login.RefreshToken), await app.RefreshedAsync(lonely.RefreshToken));
        app.Time.Advance(Window);
        var owner = await app.RefreshedAsync(login.RefreshToken);
        var retry = await app.RefreshedAsync(lonely.RefreshToken);
        app.Time.Advance(Window);

        using var noticed = await app.RefreshAsync(thief.Refresh);

        retry.Refresh.Should().NotBe(first.Refresh, "the response of the first exchange was lost");
        noticed.Should().BeRefused(JwtErrorCode.RefreshReused);
        (await app.RefreshAsync(owner.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        await app.RefreshedAsync(retry.Refresh);
    }

    [Test]
    public async Task The_use_of_a_number_is_written_once_and_a_failure_costs_nothing()
    {
        HookedStore store = null!;
        await using var app = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(
            services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()))));
        var pair = await app.Jwt.StartSessionAsync("alice");
        var marks = 0;
        store.Before = call => call != "mark" ? Task.CompletedTask
            : Interlocked.Increment(ref marks) == 1 ? throw new IOException("gone") : Task.CompletedTask;

        for (var i = 0; i < 4; i++)
            (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk("alice");
        var (access, _) = await app.RefreshedAsync(pair.RefreshToken);
        for (var i = 0; i < 3; i++)
            (await app.GetAsync("/me", access)).Should().BeOk("alice");

        marks.Should().Be(3, "the first one failed, the second one and that of the next number did not");
        app.Logs.GetSnapshot().Should().Contain(log => log.Exception is IOException);
    }

    [Test]
    public async Task OnRefresh_ends_the_session_when_it_returns_null()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(_ => ValueTask.FromResult<TokenDescriptor?>(null)));
        var login = app.Jwt.CreateTokenPair("alice");
        var other = app.Jwt.CreateTokenPair("alice");

        using var refused = await app.RefreshAsync(login.RefreshToken);

        refused.Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other.AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task An_exception_in_OnRefresh_consumes_nothing()
    {
        var fail = true;
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(refresh => fail
            ? throw new InvalidDataException("down")
            : ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(refresh.Token))));
        var login = app.Jwt.CreateTokenPair("alice");

        using var failed = await app.RefreshAsync(login.RefreshToken);
        app.Time.Advance(TimeSpan.FromHours(1));
        fail = false;

        failed.StatusCode.Should().Be(System.Net.HttpStatusCode.InternalServerError);
        await app.RefreshedAsync(login.RefreshToken);
    }

    [Test]
    public async Task An_exception_in_OnRefreshReused_changes_nothing_for_the_caller()
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            (cfg.Rotation.GraceWindow, cfg.Rotation.LostAnswerWindow) = (TimeSpan.Zero, TimeSpan.Zero);
            cfg.OnRefreshReused(_ => throw new InvalidDataException("mail server down"));
        });
        var login = app.Jwt.CreateTokenPair("alice");
        await app.RefreshedAsync(login.RefreshToken);

        using var reused = await app.RefreshAsync(login.RefreshToken);

        reused.Should().BeRefused(JwtErrorCode.RefreshReused);
        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 25);
    }

    [Test]
    public async Task The_seed_does_not_show_in_any_view_of_the_token()
    {
        await using var app = await SessionClient.StartAsync();
        var token = app.ReadToken(app.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);

        token.ClaimSet.Seed.Should().NotBeNull();
        token.RawData.TryGetProperty("seed", out _).Should().BeFalse();
        JsonSerializer.Serialize(token).Should().NotContain(token.ClaimSet.Seed);
        token.PrivateClaims.Should().NotContainKey("seed");
    }
}
