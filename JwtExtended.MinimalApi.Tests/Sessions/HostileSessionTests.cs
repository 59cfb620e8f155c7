using System.Net.Sockets;
using System.Text;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>
/// What goes wrong in the middle: clients that disconnect, stores that fail half-way, descriptors that cannot be written, revocations that
/// race.
/// </summary>
public sealed class HostileSessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private HookedStore _store = null!;

    private static IEnumerable<TestCaseData> Unwritable =>
    [
        new TestCaseData(new TokenDescriptor { Claims = new() { ["x"] = new string('x', 9000) } }).SetArgDisplayNames("too long"),
        new TestCaseData(new TokenDescriptor { ExpiresIn = TimeSpan.FromDays(365) }).SetArgDisplayNames("lives too long"),
        new TestCaseData(new TokenDescriptor { Role = "" }).SetArgDisplayNames("empty role"),
        new TestCaseData(new TokenDescriptor { Claims = new() { ["sub"] = "mallory" } }).SetArgDisplayNames("reserved name"),
    ];

    [TestCaseSource(nameof(Unwritable))]
    public async Task A_descriptor_that_cannot_be_written_does_not_end_the_session(TokenDescriptor wrong)
    {
        TokenDescriptor? claims = wrong;
        await using var app = await SessionClient.StartAsync(
            cfg => cfg.OnRefresh(refresh => ValueTask.FromResult<TokenDescriptor?>(claims ?? TokenDescriptor.From(refresh.Token))));
        var login = app.Jwt.CreateTokenPair("alice");

        using var failed = await app.RefreshAsync(login.RefreshToken);
        claims = null;
        app.Time.Advance(TimeSpan.FromMinutes(1));

        failed.StatusCode.Should().Be(System.Net.HttpStatusCode.InternalServerError);
        await app.RefreshedAsync(login.RefreshToken);
    }

    [Test]
    public async Task What_is_added_to_the_packages_endpoints_takes_nothing_of_them_away()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapJwtRefresh().RequireJwt(jwt => jwt.Where(token => token.Identity != "mallory"));
            routes.MapJwtLogout().RequireJwt();
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
        });
        var login = app.Jwt.CreateTokenPair("alice");
        var (access, refresh) = await app.RefreshedAsync(login.RefreshToken);

        (await app.RefreshedAsync(login.RefreshToken)).Refresh.Should().Be(refresh);
        (await app.RefreshAsync(app.Jwt.CreateTokenPair("mallory").RefreshToken)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        app.Time.Advance(TimeSpan.FromSeconds(30));
        (await app.RefreshAsync(login.RefreshToken)).Should().BeRefused(JwtErrorCode.RefreshReused);
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.SendAsync(HttpMethod.Post, "/logout", access)).StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
    }

    [TestCase("/logout", 23)]
    [TestCase("/logout/all", 21)]
    public async Task A_logout_completes_although_the_client_disconnects(string path, int logged)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        _store.Before = call =>
        {
            reached.TrySetResult();
            return gone.Task;
        };

        using (var tcp = new TcpClient())
        {
            await tcp.ConnectAsync(app.Client.BaseAddress!.Host, app.Client.BaseAddress.Port);
            tcp.LingerState = new LingerOption(true, 0);
            var request = $"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {login.AccessToken}\r\nContent-Length: 0\r\n\r\n";
            await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request));
            await reached.Task;
        }

        gone.SetResult();
        await WaitForAsync(app, logged);
        _store.Before = _ => Task.CompletedTask;

        (await app.GetAsync("/me", login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task Reuse_is_reported_although_the_store_does_not_confirm_the_end()
    {
        var alarms = 0;
        await using var app = await StartAsync(cfg =>
        {
            (cfg.Rotation.GraceWindow, cfg.Rotation.LostAnswerWindow) = (TimeSpan.Zero, TimeSpan.Zero);
            cfg.OnRefreshReused(_ =>
            {
                alarms++;
                return ValueTask.CompletedTask;
            });
        });
        var login = app.Jwt.CreateTokenPair("alice");
        await app.RefreshedAsync(login.RefreshToken);
        _store.After = name => name == "exchange" ? throw new IOException("gone") : Task.CompletedTask;

        using var reused = await app.RefreshAsync(login.RefreshToken);

        reused.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        alarms.Should().Be(1);
        _store.After = _ => Task.CompletedTask;
        (await app.GetAsync("/me", login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task An_exchange_that_the_store_does_not_confirm_can_be_repeated()
    {
        await using var app = await StartAsync();
        var login = await app.Jwt.StartSessionAsync("alice");
        app.Time.Advance(TimeSpan.FromMinutes(1));
        _store.After = name => name == "exchange" ? throw new IOException("gone") : Task.CompletedTask;
        using var failed = await app.RefreshAsync(login.RefreshToken);
        _store.After = _ => Task.CompletedTask;
        app.Time.Advance(TimeSpan.FromHours(1));

        var (access, _) = await app.RefreshedAsync(login.RefreshToken);

        failed.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
    }

    [Test]
    public async Task OnRefresh_is_not_called_for_a_replay_that_ends_the_session()
    {
        var asked = 0;
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(refresh =>
        {
            asked++;
            return ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(refresh.Token));
        }));
        var login = app.Jwt.CreateTokenPair("alice");
        var (access, _) = await app.RefreshedAsync(login.RefreshToken);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        app.Time.Advance(TimeSpan.FromSeconds(10));

        (await app.RefreshAsync(login.RefreshToken)).Should().BeRefused(JwtErrorCode.RefreshReused);

        asked.Should().Be(1);
    }

    [Test]
    public async Task A_login_while_the_store_is_down_results_in_503_and_not_500()
    {
        await using var app = await StartAsync(
            routes: routes => routes.MapPost("/login", (JwtService jwt) => jwt.StartSessionAsync("alice")));
        _store.Before = _ => throw new IOException("gone");

        using var down = await app.SendAsync(HttpMethod.Post, "/login");
        _store.Before = _ => Task.CompletedTask;
        using var up = await app.SendAsync(HttpMethod.Post, "/login");

        down.StatusCode.Should().Be(System.Net.HttpStatusCode.ServiceUnavailable);
        down.Headers.RetryAfter.Should().NotBeNull();
        up.Should().BeOk();
    }

    [Test]
    public async Task A_revoked_session_is_not_exempted_while_the_store_fails_or_its_lookups_are_cached()
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Revocation.OnStoreFailure = StoreFailureMode.AcceptUntilExpiry;
            cfg.Revocation.CacheLookups(TimeSpan.FromSeconds(60));
        });
        var (thief, owner) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));
        (await app.GetAsync("/me", thief.AccessToken)).Should().BeOk("alice");
        // Another process, whose write this one's cache does not see.
        var inner = new StoreKeyFactory("TestApp");
        var session = inner.ForSession("alice", app.ReadToken(thief.AccessToken).SessionId!);
        await _store.EndAsync(inner.ForIdentity("alice"), session, null);
        (await app.GetAsync("/me", thief.AccessToken)).Should().BeOk("alice", "the cached lookup is not too old");
        _store.Before = name => name == "find" ? throw new IOException("gone") : Task.CompletedTask;

        await app.Jwt.Invoking(jwt => jwt.RevokeAllExceptAsync(app.ReadToken(thief.AccessToken)).AsTask())
            .Should().ThrowAsync<RevocationStoreException>();
        _store.Before = _ => Task.CompletedTask;
        (await app.GetAsync("/me", owner.AccessToken)).Should().BeOk("alice", "nothing was revoked");
        app.Time.Advance(TimeSpan.FromSeconds(10));
        await app.Jwt.RevokeAllExceptAsync(app.ReadToken(thief.AccessToken));

        (await app.GetAsync("/me", thief.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(thief.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task Two_sessions_never_exempt_themselves_from_each_others_change()
    {
        await using var app = await SessionClient.StartAsync();
        var (a, b) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));
        await app.Jwt.RevokeAllExceptAsync(app.ReadToken(a.AccessToken));

        (await app.GetAsync("/me", a.AccessToken)).Should().BeOk("alice");
        (await app.GetAsync("/me", b.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);

        await app.Jwt.RevokeAllExceptAsync(app.ReadToken(b.AccessToken));

        (await app.GetAsync("/me", a.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked, "whoever is not sure ends everything");
        (await app.GetAsync("/me", b.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked, "what is over stays so");
    }

    [Test]
    public async Task A_session_that_a_clock_ahead_began_ends_with_a_logout_everywhere()
    {
        await using var app = await StartAsync();
        await using var ahead = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => _store));
        ahead.Time.Advance(TimeSpan.FromSeconds(3));
        var login = await ahead.Jwt.StartSessionAsync("alice");
        var unrecorded = ahead.Jwt.CreateTokenPair("alice");
        var alone = ahead.Jwt.CreateAccessToken("alice");

        await app.Jwt.RevokeAllAsync("alice");
        var later = await app.Jwt.StartSessionAsync("alice");

        (await ahead.GetAsync("/me", unrecorded.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await ahead.RefreshAsync(unrecorded.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await ahead.GetAsync("/me", alone)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await ahead.GetAsync("/me", ahead.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
        (await ahead.GetAsync("/me", login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await ahead.RefreshAsync(login.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", later.AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task A_login_right_after_a_logout_everywhere_works_on_every_node_when_it_is_recorded()
    {
        await using var app = await StartAsync();
        await using var other = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => _store));

        await app.Jwt.RevokeAllAsync("alice");
        var (recorded, unrecorded) = (await other.Jwt.StartSessionAsync("alice"), other.Jwt.CreateTokenPair("alice"));
        var here = app.Jwt.CreateTokenPair("alice");

        (await app.GetAsync("/me", recorded.AccessToken)).Should().BeOk("alice");
        (await app.GetAsync("/me", here.AccessToken)).Should().BeOk("alice");
        using var refused = await app.GetAsync("/me", unrecorded.AccessToken);
        refused.Should().BeRefused(JwtErrorCode.TokenRevoked, "5 seconds are covered for clocks");
        app.Time.Advance(TimeSpan.FromSeconds(6));
        other.Time.Advance(TimeSpan.FromSeconds(6));
        (await app.GetAsync("/me", other.Jwt.CreateTokenPair("alice").AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task An_ended_session_does_not_live_again_when_its_id_is_used_anew([Values] bool revokedBefore)
    {
        await using var app = await SessionClient.StartAsync();
        var device = new TokenDescriptor { SessionId = "device" };
        if (revokedBefore)
            await app.Jwt.RevokeAllAsync("alice");
        var first = await app.Jwt.StartSessionAsync("alice", device);
        await app.SendAsync(HttpMethod.Post, "/logout", first.AccessToken);
        app.Time.Advance(TimeSpan.FromSeconds(1));

        var second = await app.Jwt.StartSessionAsync("alice", device);

        (await app.GetAsync("/me", first.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(first.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", second.AccessToken)).Should().BeOk("alice");
        await app.RefreshedAsync(second.RefreshToken);
    }

    [Test]
    public async Task An_ended_session_of_a_clock_ahead_does_not_live_again_when_its_id_is_used_anew()
    {
        await using var app = await StartAsync();
        await using var ahead = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => _store));
        var device = new TokenDescriptor { SessionId = "device" };
        await ahead.Jwt.RevokeAllAsync("somebody");
        var first = ahead.Jwt.CreateTokenPair("alice", device);
        await ahead.SendAsync(HttpMethod.Post, "/logout", first.AccessToken);
        app.Time.Advance(TimeSpan.FromSeconds(1));

        var second = await app.Jwt.StartSessionAsync("alice", device);

        (await app.GetAsync("/me", first.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(first.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", second.AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task A_login_after_everything_was_revoked_works_on_a_node_that_has_refused_a_token_for_it()
    {
        await using var app = await StartAsync();
        await using var other = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => _store));
        var old = other.Jwt.CreateTokenPair("alice");
        await app.Jwt.RevokeEverythingAsync();
        (await other.GetAsync("/me", old.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);

        (await other.GetAsync("/me", other.Jwt.CreateTokenPair("alice").AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task A_login_that_fails_while_the_limit_is_kept_leaves_nothing_behind()
    {
        await using var app = await StartAsync(cfg => cfg.MaxSessions = 2);
        var session = await app.Jwt.StartSessionAsync("alice");
        _store.Before = name => name == "list" ? throw new IOException("gone") : Task.CompletedTask;
        for (var i = 0; i < 3; i++)
            await app.Jwt.Invoking(jwt => jwt.StartSessionAsync("alice").AsTask()).Should().ThrowAsync<RevocationStoreException>();
        _store.Before = _ => Task.CompletedTask;

        await app.Jwt.StartSessionAsync("alice");

        (await app.GetAsync("/me", session.AccessToken)).Should().BeOk("alice");
        (await app.Jwt.GetSessionsAsync("alice")).Should().HaveCount(2);
    }

    [Test]
    public async Task An_id_of_a_session_does_not_reach_into_another_identity()
    {
        await using var app = await SessionClient.StartAsync();
        var session = await app.Jwt.StartSessionAsync("acme/alice");
        var id = app.ReadToken(session.AccessToken).SessionId!;

        (await app.Jwt.EndSessionAsync("alice", id + "/acme")).Should().BeFalse();

        (await app.GetAsync("/me", session.AccessToken)).Should().BeOk("acme/alice");
        (await app.Jwt.EndSessionAsync("acme/alice", id)).Should().BeTrue();
    }

    [Test]
    public async Task One_id_of_two_identities_is_two_sessions()
    {
        await using var app = await SessionClient.StartAsync();
        var alice = await app.Jwt.StartSessionAsync("alice", new TokenDescriptor { SessionId = "phone" });
        var bob = await app.Jwt.StartSessionAsync("bob", new TokenDescriptor { SessionId = "phone" });

        (await app.Jwt.EndSessionAsync("bob", "phone")).Should().BeTrue();

        (await app.GetAsync("/me", bob.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", alice.AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task An_unlimited_lifetime_ends_at_the_maximum_and_the_tokens_can_be_read()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.AllowNonExpiringTokens = true);
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { ExpiresIn = Timeout.InfiniteTimeSpan });

        app.ReadToken(pair.AccessToken).Exp.Should().Be(TestApp.Start.AddDays(30), "no longer than MaxTokenLifetime");
        await app.RefreshedAsync(pair.RefreshToken);
    }

    [Test]
    public async Task Many_logins_and_logouts_everywhere_leave_no_records()
    {
        await using var app = await StartAsync(cfg => cfg.MaxSessions = 2);
        for (var i = 0; i < 50; i++)
        {
            await app.Jwt.StartSessionAsync("alice");
            await app.Jwt.RevokeAllAsync("alice");
        }

        var calls = 0;
        _store.Before = _ =>
        {
            calls++;
            return Task.CompletedTask;
        };
        await app.Jwt.StartSessionAsync("alice");

        calls.Should().BeLessThan(8);
    }

    private static async Task WaitForAsync(TestApp app, int id)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await foreach (var log in app.Logs.GetLogsAsync(cancellationToken: timeout.Token))
        {
            if (log.Category == "JwtExtended.MinimalApi" && log.Id.Id == id)
                return;
        }
    }

    private Task<TestApp> StartAsync(Action<JwtOptions>? configure = null, Action<WebApplication>? routes = null) => TestApp.StartAsync(
        app =>
        {
            app.MapJwtRefresh();
            app.MapJwtLogout();
            app.MapJwtLogoutAll();
            app.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes?.Invoke(app);
        },
        cfg =>
        {
            cfg.Revocation.UseStore(
                services => _store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
            configure?.Invoke(cfg);
        });
}
