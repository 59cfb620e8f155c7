using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>The sessions of a page of "your devices".</summary>
public sealed class RecordedSessionsTests
{
    [Test]
    public async Task A_session_is_listed_refreshed_and_ended()
    {
        await using var app = await SessionClient.StartAsync();
        var phone = await app.Jwt.StartSessionAsync("alice", new TokenDescriptor { Role = "USER" }, new() { UserAgent = "phone" });
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var laptop = await app.Jwt.StartSessionAsync("alice", start: new() { UserAgent = "laptop" });
        await app.Jwt.StartSessionAsync("bob", start: new() { UserAgent = "bob's" });
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.RefreshedAsync(phone.RefreshToken);

        var sessions = await app.Jwt.GetSessionsAsync("alice");

        sessions.Select(session => (session.UserAgent, session.Started, session.LastRefreshed)).Should().Equal(
            ("phone", TestApp.Start, TestApp.Start.AddMinutes(2)), ("laptop", TestApp.Start.AddMinutes(1), TestApp.Start.AddMinutes(1)));
        sessions[0].Id.Should().Be(app.ReadToken(phone.AccessToken).SessionId);
        (await app.Jwt.EndSessionAsync("alice", sessions[0].Id)).Should().BeTrue();
        (await app.Jwt.EndSessionAsync("alice", sessions[0].Id)).Should().BeFalse();
        (await app.GetAsync("/me", phone.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", laptop.AccessToken)).Should().BeOk("alice");
        (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle().Which.UserAgent.Should().Be("laptop");
    }

    [Test]
    public async Task A_user_cannot_end_the_session_of_another()
    {
        await using var app = await SessionClient.StartAsync();
        var alice = await app.Jwt.StartSessionAsync("alice");
        var id = (await app.Jwt.GetSessionsAsync("alice"))[0].Id;

        (await app.Jwt.EndSessionAsync("mallory", id)).Should().BeFalse();
        (await app.Jwt.EndSessionAsync("alice", "unknown")).Should().BeFalse();

        (await app.GetAsync("/me", alice.AccessToken)).Should().BeOk("alice");
        await app.RefreshedAsync(alice.RefreshToken);
    }

    [Test]
    public async Task The_tokens_of_a_recorded_session_are_good_only_while_the_store_knows_it()
    {
        await using var app = await SessionClient.StartAsync();
        var session = await app.Jwt.StartSessionAsync("alice");
        var (access, refresh) = await app.RefreshedAsync(session.RefreshToken);
        using var store = new MemoryJwtStore(app.Time);
        await using var other = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => store));

        using var refused = await other.RefreshAsync(refresh);

        refused.Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await other.SendAsync(HttpMethod.Post, "/manual", refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await other.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
    }

    [Test]
    public async Task A_session_beyond_the_limit_ends_the_oldest_one_and_never_the_new_one()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.MaxSessions = 2);
        var pairs = new List<TokenPair>();
        for (var i = 0; i < 4; i++)
        {
            pairs.Add(await app.Jwt.StartSessionAsync("alice", start: new() { UserAgent = $"device {i}" }));
            app.Time.Advance(TimeSpan.FromSeconds(1));
        }

        (await app.Jwt.GetSessionsAsync("alice")).Select(session => session.UserAgent).Should().Equal("device 2", "device 3");
        (await app.GetAsync("/me", pairs[1].AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", pairs[2].AccessToken)).Should().BeOk("alice");
        await app.RefreshedAsync(pairs[3].RefreshToken);
    }

    [Test]
    public async Task Logins_at_once_never_end_each_other_and_the_next_one_leaves_as_many_as_permitted()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.MaxSessions = 3);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await app.Jwt.StartSessionAsync("alice"))));
        (await app.Jwt.GetSessionsAsync("alice")).Count.Should().BeGreaterThanOrEqualTo(3, "logins at once never end each other");
        app.Time.Advance(TimeSpan.FromMilliseconds(1));
        await app.Jwt.StartSessionAsync("alice", start: new() { UserAgent = "newest" });

        var sessions = await app.Jwt.GetSessionsAsync("alice");
        sessions.Count.Should().Be(3);
        sessions.Should().Contain(session => session.UserAgent == "newest");
    }

    [TestCase("identity")]
    [TestCase("everything")]
    [TestCase("logout")]
    public async Task What_is_revoked_is_not_listed(string how)
    {
        await using var app = await SessionClient.StartAsync();
        var session = await app.Jwt.StartSessionAsync("alice");
        await (how switch
        {
            "identity" => app.Jwt.RevokeAllAsync("alice").AsTask(),
            "everything" => app.Jwt.RevokeEverythingAsync().AsTask(),
            _ => app.SendAsync(HttpMethod.Post, "/logout", session.AccessToken),
        });
        await app.Jwt.StartSessionAsync("alice", start: new() { UserAgent = "later" });

        (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle().Which.UserAgent.Should().Be("later");
    }

    [Test]
    public async Task A_change_of_password_exempts_only_the_session_that_requested_it()
    {
        await using var app = await SessionClient.StartAsync();
        var mine = await app.Jwt.StartSessionAsync("alice", start: new() { UserAgent = "mine" });
        var other = await app.Jwt.StartSessionAsync("alice", start: new() { UserAgent = "other" });
        var bob = app.Jwt.CreateTokenPair("bob");
        var alone = app.Jwt.CreateAccessToken("alice");

        await app.Jwt.RevokeAllExceptAsync(app.ReadToken(mine.AccessToken));

        (await app.GetAsync("/me", mine.AccessToken)).Should().BeOk("alice");
        (await app.GetAsync("/me", other.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", alone)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", bob.AccessToken)).Should().BeOk("bob");
        (await app.RefreshAsync(other.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        var (access, _) = await app.RefreshedAsync(mine.RefreshToken);
        (await app.GetAsync("/me", access)).Should().BeOk("alice", "the session goes on");
        (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle().Which.UserAgent.Should().Be("mine");
    }

    [Test]
    public async Task An_exempt_session_ends_with_the_next_logout_everywhere_and_with_its_own_logout()
    {
        await using var app = await SessionClient.StartAsync();
        var (first, second) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));
        await app.Jwt.RevokeAllExceptAsync(app.ReadToken(first.AccessToken));
        app.Time.Advance(TimeSpan.FromSeconds(10));
        await app.Jwt.RevokeAllExceptAsync(app.ReadToken(first.AccessToken));
        (await app.GetAsync("/me", first.AccessToken)).Should().BeOk("alice", "it was exempt twice");
        app.Time.Advance(TimeSpan.FromSeconds(10));

        await app.Jwt.RevokeAllAsync("alice");

        foreach (var login in new[] { first, second })
        {
            (await app.GetAsync("/me", login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
            await app.Jwt.RevokeAllExceptAsync(app.ReadToken(login.AccessToken));
            (await app.GetAsync("/me", login.AccessToken))
                .Should().BeRefused(JwtErrorCode.TokenRevoked, "a session that is over does not come back");
            app.Time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Test]
    public async Task A_logout_everywhere_in_the_same_millisecond_as_a_change_of_password_ends_the_exempt_session()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        var token = app.ReadToken(login.AccessToken);

        await app.Jwt.RevokeAllAsync("alice");
        (await app.Jwt.Runtime.Revocation.Writer.TryRevokeAllExceptAsync(token, default)).Should().BeFalse("it was revoked before");

        (await app.GetAsync("/me", login.AccessToken))
            .Should().BeRefused(JwtErrorCode.TokenRevoked, "the other revocation exempts no session");
    }
}
