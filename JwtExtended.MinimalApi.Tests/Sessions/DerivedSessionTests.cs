using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>A session that is made from a token: it does not begin behind a revocation of what it was made from.</summary>
public sealed class DerivedSessionTests
{
    private static readonly TokenDescriptor Phone = new() { SessionId = "phone" };

    [Test]
    public async Task A_session_is_not_made_from_a_token_that_was_revoked_after_it_was_read(
        [Values("identity", "everything", "session", "token", "logout")] string how, [Values(null, "phone", "tablet")] string? id)
    {
        await using var app = await SessionClient.StartAsync();
        var source = app.ReadToken((await app.Jwt.StartSessionAsync("alice", Phone)).AccessToken);
        await RevokeAsync(app, source, how);
        var derived = id is null ? TokenDescriptor.From(source) : TokenDescriptor.From(source) with { SessionId = id };

        var starting = app.Jwt.Invoking(jwt => jwt.StartSessionAsync("alice", derived).AsTask());

        (await starting.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*revoked*");
        (await app.Jwt.GetSessionsAsync("alice")).Should().HaveCount(how == "token" ? 1 : 0);
    }

    [TestCase(null)]
    [TestCase("phone")]
    [TestCase("tablet")]
    public async Task A_session_is_made_from_a_token_that_counts(string? id)
    {
        await using var app = await SessionClient.StartAsync();
        var source = app.ReadToken((await app.Jwt.StartSessionAsync("alice", Phone)).AccessToken);
        var derived = id is null ? TokenDescriptor.From(source) : TokenDescriptor.From(source) with { SessionId = id };

        var pair = await app.Jwt.StartSessionAsync("alice", derived);

        (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk("alice");
        await app.RefreshedAsync(pair.RefreshToken);
    }

    [Test]
    public async Task A_handler_that_makes_a_session_from_a_revoked_token_responds_that_it_is_revoked([Values] bool revoked)
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapPost("/upgrade", async (Token token, JwtService jwt) =>
        {
            if (revoked)
                await jwt.RevokeAllAsync(token.Identity);
            return await jwt.StartSessionAsync(token.Identity, TokenDescriptor.From(token) with { SessionId = null, Role = "ADMIN" });
        }).RequireJwt());

        using var response = await app.SendAsync(HttpMethod.Post, "/upgrade", app.Jwt.CreateAccessToken("alice"));

        if (revoked)
            response.Should().BeRefused(JwtErrorCode.TokenRevoked);
        else
            response.Should().BeOk();
    }

    [Test]
    public async Task A_session_that_was_made_while_its_source_was_revoked_ends_and_ends_no_other()
    {
        HookedStore store = null!;
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.MaxSessions = 1;
            cfg.Revocation.UseStore(
                services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
        });
        var source = app.ReadToken(app.Jwt.CreateAccessToken("alice"));
        var other = await app.Jwt.StartSessionAsync("alice");
        store.Before = async call =>
        {
            if (call != "start")
                return;
            store.Before = _ => Task.CompletedTask;
            await app.Jwt.RevokeAsync(source);
        };

        var starting = app.Jwt.Invoking(jwt => jwt.StartSessionAsync("alice", TokenDescriptor.From(source)).AsTask());

        await starting.Should().ThrowAsync<InvalidOperationException>();
        (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle();
        (await app.GetAsync("/me", other.AccessToken)).Should().BeOk("alice");
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public async Task A_store_that_lost_its_data_makes_no_session_from_an_older_token(int minutes, bool accepts)
    {
        await using var before = await SessionClient.StartAsync();
        var source = before.ReadToken(before.Jwt.CreateAccessToken("alice"));
        await using var app = await SessionClient.StartAsync(build: builder =>
            builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TestApp.Start.AddMinutes(minutes))));
        (await app.GetAsync("/me", source.RawJwt)).Should().BeOk("alice");

        var starting = app.Jwt.Invoking(jwt => jwt.StartSessionAsync("alice", TokenDescriptor.From(source)).AsTask());

        if (accepts)
            await starting.Should().NotThrowAsync();
        else
            await starting.Should().ThrowAsync<InvalidOperationException>();
    }

    private static async Task RevokeAsync(TestApp app, Token source, string how)
    {
        switch (how)
        {
            case "identity":
                await app.Jwt.RevokeAllAsync("alice");
                break;
            case "everything":
                await app.Jwt.RevokeEverythingAsync();
                break;
            case "session":
                (await app.Jwt.EndSessionAsync("alice", "phone")).Should().BeTrue();
                break;
            case "token":
                await app.Jwt.RevokeAsync(source);
                break;
            default:
                (await app.SendAsync(HttpMethod.Post, "/logout", source.RawJwt)).IsSuccessStatusCode.Should().BeTrue();
                break;
        }
    }
}
