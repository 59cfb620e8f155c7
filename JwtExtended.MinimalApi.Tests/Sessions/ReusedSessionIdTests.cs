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
}
