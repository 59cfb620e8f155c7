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
        var (app, store) = await SessionClient.StartHookedAsync(cfg => cfg.MaxSessions = 1);
        await using var _ = app;
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

    [TestCase("logout")]
    [TestCase("list")]
    [TestCase("revoke")]
    public async Task The_end_of_a_session_reaches_one_that_goes_on_for_it_and_began_before_the_write(string how)
    {
        var (app, store) = await SessionClient.StartHookedAsync();
        await using var _ = app;
        var pair = await app.Jwt.StartSessionAsync("alice", Phone);
        var source = app.ReadToken(pair.AccessToken);
        TokenPair? derived = null;
        store.Before = async call =>
        {
            if (call == "end")
                derived ??= await app.Jwt.StartSessionAsync("alice", TokenDescriptor.From(source) with { Role = "ADMIN" });
        };

        switch (how)
        {
            case "logout":
                (await app.SendAsync(HttpMethod.Post, "/logout", pair.AccessToken)).IsSuccessStatusCode.Should().BeTrue();
                break;
            case "list":
                (await app.Jwt.EndSessionAsync("alice", "phone")).Should().BeTrue();
                break;
            default:
                await app.Jwt.RevokeAsync(app.ReadToken(pair.RefreshToken, TokenType.Refresh));
                break;
        }

        (await app.GetAsync("/admin", derived!.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(derived.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.Jwt.GetSessionsAsync("alice")).Should().BeEmpty();
    }

    [Test]
    public async Task Everything_of_an_identity_is_revoked_although_a_session_begins_meanwhile(
        [Values("raise", "list")] string call, [Values(null, "phone", "used anew")] string? id)
    {
        var (app, store) = await SessionClient.StartHookedAsync();
        await using var _ = app;
        if (id == "used anew")
        {
            await app.Jwt.StartSessionAsync("alice", new TokenDescriptor { SessionId = "tablet" });
            await app.Jwt.EndSessionAsync("alice", "tablet");
        }

        var source = app.ReadToken((await app.Jwt.StartSessionAsync("alice", Phone)).AccessToken);
        var descriptor = TokenDescriptor.From(source) with { SessionId = id == "used anew" ? "tablet" : id };
        TokenPair? derived = null;
        store.Before = async name =>
        {
            if (name != call)
                return;
            store.Before = _ => Task.CompletedTask;
            try
            {
                derived = await app.Jwt.StartSessionAsync("alice", descriptor);
            }
            catch (InvalidOperationException) when (call == "list")
            {
                // Everything is revoked by then.
            }
        };

        await app.Jwt.RevokeAllAsync("alice");

        (await app.GetAsync("/me", source.RawJwt)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (derived is null).Should().Be(call == "list");
        if (derived is not null)
            (await app.GetAsync("/me", derived.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        var login = await app.Jwt.StartSessionAsync("alice", Phone);
        (await app.GetAsync("/me", login.AccessToken)).Should().BeOk("alice");
    }

    [TestCase(0)]
    [TestCase(2)]
    public async Task A_session_that_goes_on_begins_later_than_the_one_before_on_whatever_node_that_began(int seconds)
    {
        MemoryJwtStore? store = null;
        await using var app = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(
            services => store = new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
        await using var ahead = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => store!));
        ahead.Time.Advance(TimeSpan.FromSeconds(seconds));
        var before = ahead.Jwt.CreateTokenPair("alice", Phone);

        var after = await app.Jwt.StartSessionAsync("alice", TokenDescriptor.From(app.ReadToken(before.AccessToken)));

        (await app.GetAsync("/me", before.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(before.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", after.AccessToken)).Should().BeOk("alice");
        await app.RefreshedAsync(after.RefreshToken);
    }

    [TestCase("find", 1)]
    [TestCase("list", 9)]
    public async Task A_store_that_fails_for_a_moment_behind_the_start_does_not_sign_the_user_out(string call, int failures)
    {
        var (app, store) = await SessionClient.StartHookedAsync(cfg => cfg.MaxSessions = 5);
        await using var _ = app;
        var source = app.ReadToken((await app.Jwt.StartSessionAsync("alice", Phone)).AccessToken);
        var hasStarted = false;
        store.Before = name =>
        {
            if (hasStarted && name == call && failures-- > 0)
                throw new IOException("gone");
            hasStarted |= name == "start";
            return Task.CompletedTask;
        };

        var pair = await app.Jwt.StartSessionAsync("alice", TokenDescriptor.From(source));

        (await app.GetAsync("/me", pair.AccessToken)).Should().BeOk("alice");
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
