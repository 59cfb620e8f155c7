using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>A session that begins with the same id while an earlier one is being ended: the end is not meant for it.</summary>
public sealed class LaterSessionTests
{
    private static readonly TokenDescriptor Phone = new() { SessionId = "phone" };

    [Test]
    public async Task An_application_that_ends_a_session_at_its_refresh_does_not_end_the_one_that_began_meanwhile()
    {
        TokenPair? later = null;
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(async context =>
        {
            later = await context.Services.GetRequiredService<JwtService>().StartSessionAsync("alice", Phone);
            return null;
        }), builder => builder.Services.AddJwtExtended());
        var first = await app.Jwt.StartSessionAsync("alice", Phone);

        (await app.RefreshAsync(first.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);

        (await app.GetAsync("/me", later!.AccessToken)).Should().BeOk("alice");
        (await app.GetAsync("/me", first.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task An_application_that_ends_a_session_at_its_refresh_ends_it()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefresh(_ => ValueTask.FromResult<TokenDescriptor?>(null)));
        var first = await app.Jwt.StartSessionAsync("alice", Phone);

        (await app.RefreshAsync(first.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);

        (await app.GetAsync("/me", first.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.Jwt.GetSessionsAsync("alice")).Should().BeEmpty();
    }

    [TestCase("logout")]
    [TestCase("reuse")]
    [TestCase("revoke")]
    [TestCase("list")]
    public async Task An_end_does_not_reach_what_began_between_its_look_up_and_its_write(string how)
    {
        var (app, store) = await SessionClient.StartHookedAsync();
        await using var _ = app;
        var first = await app.Jwt.StartSessionAsync("alice", Phone);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var (access, current) = await app.RefreshedAsync(first.RefreshToken);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.RefreshedAsync(current);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        TokenPair? later = null;
        store.Before = async call =>
        {
            if (call == "end")
                later ??= await app.Jwt.StartSessionAsync("alice", Phone);
        };

        switch (how)
        {
            case "logout":
                (await app.SendAsync(HttpMethod.Post, "/logout", access)).IsSuccessStatusCode.Should().BeTrue();
                break;
            case "reuse":
                (await app.RefreshAsync(first.RefreshToken)).Should().BeRefused(JwtErrorCode.RefreshReused);
                break;
            case "revoke":
                await app.Jwt.RevokeAsync(app.ReadToken(first.RefreshToken, TokenType.Refresh));
                break;
            default:
                (await app.Jwt.EndSessionAsync("alice", "phone")).Should().BeFalse("a later session had taken its place");
                break;
        }

        (await app.GetAsync("/me", later!.AccessToken)).Should().BeOk("alice");
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.Jwt.EndSessionAsync("alice", "phone")).Should().BeTrue();
        (await app.GetAsync("/me", later.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_end_reaches_a_later_session_of_the_same_id_unless_that_is_recorded(bool recorded)
    {
        await using var app = await SessionClient.StartAsync();
        var first = app.Jwt.CreateTokenPair("alice", Phone);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var later = recorded ? await app.Jwt.StartSessionAsync("alice", Phone) : app.Jwt.CreateTokenPair("alice", Phone);

        (await app.SendAsync(HttpMethod.Post, "/logout", first.AccessToken)).IsSuccessStatusCode.Should().BeTrue();

        using var response = await app.GetAsync("/me", later.AccessToken);
        response.IsSuccessStatusCode.Should().Be(recorded);
    }

    [Test]
    public async Task The_limit_of_sessions_does_not_end_what_began_after_the_list_was_read()
    {
        var (app, store) = await SessionClient.StartHookedAsync(cfg => cfg.MaxSessions = 1);
        await using var _ = app;
        await app.Jwt.StartSessionAsync("alice", Phone);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        TokenPair? later = null;
        store.Before = async call =>
        {
            if (call != "end" || later is not null)
                return;
            store.Before = _ => Task.CompletedTask;
            later = await app.Jwt.StartSessionAsync("alice", Phone);
        };

        await app.Jwt.StartSessionAsync("alice");

        (await app.GetAsync("/me", later!.AccessToken)).Should().BeOk("alice");
        (await app.Jwt.GetSessionsAsync("alice")).Should().Contain(session => session.Id == "phone");
    }

    [Test]
    public async Task A_login_that_fails_ends_its_own_session_and_not_one_that_began_meanwhile()
    {
        var (app, store) = await SessionClient.StartHookedAsync(cfg => cfg.MaxSessions = 5);
        await using var _ = app;
        TokenPair? later = null;
        store.Before = async call =>
        {
            if (call != "list")
                return;
            store.Before = _ => Task.CompletedTask;
            later = await app.Jwt.StartSessionAsync("alice", Phone);
            throw new IOException("gone");
        };

        await app.Jwt.Invoking(jwt => jwt.StartSessionAsync("alice", Phone).AsTask()).Should().ThrowAsync<RevocationStoreException>();

        (await app.GetAsync("/me", later!.AccessToken)).Should().BeOk("alice");
    }
}
