using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>What a user does with an application: sign in, refresh, list, log out.</summary>
internal static class SignedInUser
{
    /// <summary>Starts an application with the clock of the database.</summary>
    public static Task<TestApp> StartAsync(Action<JwtOptions> configure, Action<IServiceCollection>? services = null) =>
        SessionClient.StartAsync(configure, builder =>
        {
            services?.Invoke(builder.Services);
            builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        });

    /// <summary>Requires each step to have the right effect.</summary>
    public static async Task ShouldSignInRefreshAndLogOutAsync(this TestApp app, string user = "alice")
    {
        var (session, other, unrecorded) =
            (await app.Jwt.StartSessionAsync(user), await app.Jwt.StartSessionAsync(user), app.Jwt.CreateTokenPair(user));
        (await app.GetAsync("/me", session.AccessToken)).Should().BeOk(user);
        var next = await app.RefreshedAsync(session.RefreshToken);
        (await app.RefreshedAsync(session.RefreshToken)).Refresh.Should().Be(next.Refresh, "it is the same successor");
        (await app.GetAsync("/me", next.Access)).Should().BeOk(user);
        (await app.GetAsync("/me", (await app.RefreshedAsync(unrecorded.RefreshToken)).Access)).Should().BeOk(user);
        (await app.Jwt.GetSessionsAsync(user)).Should().HaveCount(2);

        (await app.SendAsync(HttpMethod.Post, "/logout", next.Access)).EnsureSuccessStatusCode();

        (await app.GetAsync("/me", next.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(next.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.Jwt.GetSessionsAsync(user)).Should().ContainSingle();
        (await app.GetAsync("/me", other.AccessToken)).Should().BeOk(user);
        (await app.SendAsync(HttpMethod.Post, "/logout/all", other.AccessToken)).EnsureSuccessStatusCode();
        (await app.GetAsync("/me", other.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", (await app.Jwt.StartSessionAsync(user)).AccessToken)).Should().BeOk(user);
    }
}
