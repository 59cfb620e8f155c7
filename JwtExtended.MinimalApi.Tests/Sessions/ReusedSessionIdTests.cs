using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>Applications that give a device one id for all of its sessions: what ends them, and what does not.</summary>
public sealed class ReusedSessionIdTests
{
    private static readonly TokenDescriptor Phone = new() { SessionId = "phone" };

    [Test]
    public async Task A_session_that_began_behind_an_ended_one_is_revoked_with_all_others(
        [Values("identity", "logout", "except", "everything")] string how, [Values] bool elsewhere)
    {
        MemoryJwtStore? store = null;
        await using var app = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(
            services => store = new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
        await using var other = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => store!));
        var owner = await app.Jwt.StartSessionAsync("alice");
        await app.Jwt.StartSessionAsync("alice", Phone);
        (await app.Jwt.EndSessionAsync("alice", "phone")).Should().BeTrue();
        var thief = await app.Jwt.StartSessionAsync("alice", Phone);
        (await app.GetAsync("/me", thief.AccessToken)).Should().BeOk("alice");
        var revoking = elsewhere ? other : app;

        switch (how)
        {
            case "identity":
                await revoking.Jwt.RevokeAllAsync("alice");
                break;
            case "logout":
                (await revoking.SendAsync(HttpMethod.Post, "/logout/all", owner.AccessToken)).IsSuccessStatusCode.Should().BeTrue();
                break;
            case "except":
                await revoking.Jwt.RevokeAllExceptAsync(app.ReadToken(owner.AccessToken));
                break;
            default:
                await revoking.Jwt.RevokeEverythingAsync();
                break;
        }

        (await app.GetAsync("/me", thief.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(thief.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        using var own = await app.GetAsync("/me", owner.AccessToken);
        own.IsSuccessStatusCode.Should().Be(how == "except");
        (await app.Jwt.GetSessionsAsync("alice")).Should().HaveCount(how == "except" ? 1 : 0);
        var later = await app.Jwt.StartSessionAsync("alice", Phone);
        (await app.GetAsync("/me", later.AccessToken)).Should().BeOk("alice");
        await app.RefreshedAsync(later.RefreshToken);
    }

    [Test]
    public async Task A_login_that_fails_does_not_end_the_session_that_has_its_id()
    {
        await using var app = await SessionClient.StartAsync();
        var session = await app.Jwt.StartSessionAsync("alice", Phone);
        var tooMuch = Phone with { Role = new string('r', 9000) };

        await app.Jwt.Invoking(jwt => jwt.StartSessionAsync("alice", tooMuch).AsTask()).Should().ThrowAsync<ArgumentException>();

        (await app.GetAsync("/me", session.AccessToken)).Should().BeOk("alice");
        (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle();
    }

    [Test]
    public async Task The_tokens_of_a_login_have_the_first_number_whatever_they_are_made_from()
    {
        await using var app = await SessionClient.StartAsync();
        var session = await app.Jwt.StartSessionAsync("alice", Phone);
        var (access, _) = await app.RefreshedAsync(session.RefreshToken);

        var again = await app.Jwt.StartSessionAsync("alice", TokenDescriptor.From(app.ReadToken(access)));

        app.ReadToken(again.AccessToken).ClaimSet.Number!.Value.Value.Should().Be(0);
        app.ReadToken(access).ClaimSet.Number!.Value.Value.Should().Be(1);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_token_of_a_session_that_was_replaced_signs_nobody_out(bool wasEnded)
    {
        await using var app = await SessionClient.StartAsync();
        var first = await app.Jwt.StartSessionAsync("alice", Phone);
        if (wasEnded)
            (await app.SendAsync(HttpMethod.Post, "/logout", first.AccessToken)).IsSuccessStatusCode.Should().BeTrue();
        var second = await app.Jwt.StartSessionAsync("alice", Phone);

        foreach (var dead in new[] { first.AccessToken, first.RefreshToken })
            (await app.SendAsync(HttpMethod.Post, "/logout", dead)).IsSuccessStatusCode.Should().BeTrue();

        (await app.GetAsync("/me", second.AccessToken)).Should().BeOk("alice");
        (await app.SendAsync(HttpMethod.Post, "/logout", second.AccessToken)).IsSuccessStatusCode.Should().BeTrue();
        (await app.GetAsync("/me", second.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task After_everything_was_revoked_an_ended_session_does_not_live_again_when_its_id_is_used_anew()
    {
        await using var app = await SessionClient.StartAsync();
        await app.Jwt.RevokeEverythingAsync();
        var first = app.Jwt.CreateTokenPair("alice", Phone);
        (await app.SendAsync(HttpMethod.Post, "/logout", first.AccessToken)).IsSuccessStatusCode.Should().BeTrue();

        var second = await app.Jwt.StartSessionAsync("alice", Phone);

        (await app.GetAsync("/me", first.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(first.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", second.AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task Everything_can_be_revoked_again_and_again_and_logins_work_after_it()
    {
        await using var app = await SessionClient.StartAsync();

        for (var i = 0; i < 8; i++)
            await app.Jwt.RevokeEverythingAsync();
        var (recorded, unrecorded) = (await app.Jwt.StartSessionAsync("alice"), app.Jwt.CreateTokenPair("alice"));

        (await app.GetAsync("/me", recorded.AccessToken)).Should().BeOk("alice");
        (await app.GetAsync("/me", unrecorded.AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task What_begins_right_after_everything_was_revoked_ends_with_a_logout_everywhere_on_another_node()
    {
        MemoryJwtStore? store = null;
        await using var app = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(
            services => store = new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
        await using var other = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => store!));
        await app.Jwt.RevokeEverythingAsync();
        var (pair, alone) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateAccessToken("alice"));
        (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk("alice");

        await other.Jwt.RevokeAllAsync("alice");

        (await app.GetAsync("/me", pair.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", alone)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(pair.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task The_revocation_of_one_user_does_not_void_that_of_another_on_a_node_that_is_behind(
        [Values(0.02, 2, 4.5)] double seconds, [Values] bool afterOther)
    {
        MemoryJwtStore? store = null;
        await using var app = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(
            services => store = new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
        await using var ahead = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => store!));
        ahead.Time.Advance(TimeSpan.FromSeconds(seconds));
        if (afterOther)
            await ahead.Jwt.RevokeAllAsync("mallory");
        var thief = ahead.Jwt.CreateTokenPair("bob");
        app.Time.Advance(TimeSpan.FromMilliseconds(5));

        await app.Jwt.RevokeAllAsync("bob");

        (await app.GetAsync("/me", thief.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(thief.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task A_second_revocation_on_a_node_that_is_behind_reaches_what_began_behind_the_first(
        [Values("identity", "everything")] string what, [Values] bool recorded)
    {
        MemoryJwtStore? store = null;
        await using var app = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(
            services => store = new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
        await using var ahead = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => store!));
        ahead.Time.Advance(TimeSpan.FromSeconds(2));
        async Task RevokeAsync(TestApp node)
        {
            if (what == "identity")
                await node.Jwt.RevokeAllAsync("alice");
            else
                await node.Jwt.RevokeEverythingAsync();
        }

        await RevokeAsync(ahead);
        var thief = recorded ? await ahead.Jwt.StartSessionAsync("alice") : ahead.Jwt.CreateTokenPair("alice");
        (await app.GetAsync("/me", thief.AccessToken)).Should().BeOk("alice");

        await RevokeAsync(app);

        (await app.GetAsync("/me", thief.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await ahead.RefreshAsync(thief.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase(1)]
    [TestCase(700)]
    public async Task A_revocation_that_is_repeated_at_once_locks_nobody_out_and_does_not_escape_a_later_one(int times)
    {
        await using var app = await SessionClient.StartAsync();
        for (var i = 0; i < times; i++)
            await app.Jwt.RevokeAllAsync("alice");

        var pairs = new[] { app.Jwt.CreateTokenPair("alice"), await app.Jwt.StartSessionAsync("alice") };

        foreach (var pair in pairs)
            (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk("alice");
        await app.Jwt.RevokeEverythingAsync();
        foreach (var pair in pairs)
            (await app.GetAsync("/me", pair.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("bob"))).Should().BeOk("bob");
    }

    [TestCase(1)]
    [TestCase(20)]
    public async Task Everything_is_revoked_again_also_of_a_user_who_signed_out_everywhere_in_between(int times)
    {
        await using var app = await SessionClient.StartAsync();
        await app.Jwt.RevokeEverythingAsync();
        for (var i = 0; i < times; i++)
        {
            var login = app.Jwt.CreateTokenPair("alice");
            (await app.SendAsync(HttpMethod.Post, "/logout/all", login.AccessToken)).IsSuccessStatusCode.Should().BeTrue();
        }

        var pairs = new[] { app.Jwt.CreateTokenPair("alice"), await app.Jwt.StartSessionAsync("alice") };
        app.Time.Advance(TimeSpan.FromMilliseconds(50));
        await app.Jwt.RevokeEverythingAsync();

        foreach (var pair in pairs)
            (await app.GetAsync("/me", pair.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }

    [Test]
    public async Task A_later_session_with_the_id_of_the_excepted_one_is_revoked([Values] bool recorded, [Values] bool exchanged)
    {
        await using var app = await SessionClient.StartAsync();
        var owner = recorded ? await app.Jwt.StartSessionAsync("alice", Phone) : app.Jwt.CreateTokenPair("alice", Phone);
        var (access, refresh) = exchanged ? await app.RefreshedAsync(owner.RefreshToken) : (owner.AccessToken, owner.RefreshToken);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var thief = app.Jwt.CreateTokenPair("alice", Phone);

        await app.Jwt.RevokeAllExceptAsync(app.ReadToken(access));

        (await app.GetAsync("/me", thief.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(thief.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        await app.RefreshedAsync(refresh);
    }

    [Test]
    public async Task A_page_without_records_is_not_the_end_of_the_list()
    {
        var (app, store) = await SessionClient.StartHookedAsync();
        await using var _ = app;
        store.HasEmptyPage = true;
        await app.Jwt.StartSessionAsync("alice", Phone);
        await app.Jwt.EndSessionAsync("alice", "phone");
        var anew = await app.Jwt.StartSessionAsync("alice", Phone);

        await app.Jwt.RevokeAllAsync("alice");

        (await app.GetAsync("/me", anew.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_login_right_after_everything_of_its_identity_was_revoked_works_in_the_same_process(bool afterEverything)
    {
        await using var app = await SessionClient.StartAsync();
        if (afterEverything)
            await app.Jwt.RevokeEverythingAsync();
        await app.Jwt.StartSessionAsync("alice", Phone);
        await app.Jwt.EndSessionAsync("alice", "phone");
        await app.Jwt.StartSessionAsync("alice", Phone);
        app.Time.Advance(TimeSpan.FromMilliseconds(100));
        await app.Jwt.RevokeAllAsync("alice");

        foreach (var pair in new[] { app.Jwt.CreateTokenPair("alice"), await app.Jwt.StartSessionAsync("alice") })
        {
            (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk("alice");
            await app.RefreshedAsync(pair.RefreshToken);
        }
    }

    [Test]
    public async Task An_earlier_session_with_the_id_of_the_excepted_one_is_revoked()
    {
        await using var app = await SessionClient.StartAsync();
        var thief = app.Jwt.CreateTokenPair("alice", Phone);
        app.Time.Advance(TimeSpan.FromSeconds(2));
        var owner = app.Jwt.CreateTokenPair("alice", Phone);

        await app.Jwt.RevokeAllExceptAsync(app.ReadToken(owner.AccessToken));

        (await app.GetAsync("/me", thief.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", owner.AccessToken)).Should().BeOk("alice");
    }

    [TestCase("list")]
    [TestCase("raise")]
    public async Task A_logout_everywhere_that_failed_can_be_repeated(string call)
    {
        var (app, store) = await SessionClient.StartHookedAsync();
        await using var _ = app;
        var (owner, thief) = (await app.Jwt.StartSessionAsync("alice"), await app.Jwt.StartSessionAsync("alice"));
        store.Before = name => name == call ? throw new IOException("gone") : Task.CompletedTask;

        (await app.SendAsync(HttpMethod.Post, "/logout/all", owner.AccessToken)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        store.Before = _ => Task.CompletedTask;
        using var again = await app.SendAsync(HttpMethod.Post, "/logout/all", owner.AccessToken);

        if (call == "raise")
            again.IsSuccessStatusCode.Should().BeTrue();
        else
            again.Should().BeRefused(JwtErrorCode.TokenRevoked, "everything was revoked before the list was read");
        (await app.GetAsync("/me", thief.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }
}
