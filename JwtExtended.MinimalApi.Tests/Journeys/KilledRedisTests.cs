using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using JwtExtended.MinimalApi.Tests.Support.Peers;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>Redis is killed between an exchange and its response.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class KilledRedisTests
{
    private static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_refresh_whose_response_died_with_Redis_can_be_repeated_until_its_successor_is_used()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var proxy = new HoldingProxy(server.Port);
        await using var app = await ExampleProcess.StartPeerAsync(
            AppPeer.Redis, proxy.Connection, "--Jwt:Rotation:GraceWindow", "00:00:01");
        var other = await app.LoginAsync("alice");
        var login = await app.PostForTokensAsync("/login/unrecorded", body: new { username = "alice" });
        var before = await CountKeysAsync(server);

        proxy.HoldFrom("EVAL");
        var refreshing = app.PostAsync("/refresh", login.Refresh);
        while (await CountKeysAsync(server) == before)
            await Task.Yield();
        await server.KillAsync();
        using var lost = await refreshing;
        await server.RunAsync();
        proxy.Release();
        using var repeated = await UntilAvailableAsync(() => app.PostAsync("/refresh", login.Refresh));

        lost.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        repeated.Should().BeOk();
        var successor = await ExampleTokens.ReadAsync(repeated);
        (await app.GetAsync("/me", successor.Access)).Should().BeOk("alice");

        // The second look-up comes behind the mark of the first one.
        (await app.GetAsync("/me", successor.Access)).Should().BeOk("alice");
        await server.KillAsync();
        await server.RunAsync();
        using var reused = await UntilRefusedAsync(app, login.Refresh!);

        reused.Should().BeRefused(JwtErrorCode.RefreshReused);
        (await app.GetAsync("/me", successor.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.PostAsync("/refresh", successor.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other.Access)).Should().BeOk("alice");
    }

    private static async Task<long> CountKeysAsync(RedisServer server) => (long)await server.ExecuteAsync("DBSIZE");

    // The token is still accepted within the grace window.
    private static Task<HttpResponseMessage> UntilRefusedAsync(ExampleProcess app, string refreshToken) => UntilAsync(
        () => app.PostAsync("/refresh", refreshToken),
        response => !response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.ServiceUnavailable);

    private static Task<HttpResponseMessage> UntilAvailableAsync(Func<Task<HttpResponseMessage>> send) =>
        UntilAsync(send, response => response.StatusCode != HttpStatusCode.ServiceUnavailable);

    private static async Task<HttpResponseMessage> UntilAsync(
        Func<Task<HttpResponseMessage>> send, Func<HttpResponseMessage, bool> isEnough)
    {
        using var limit = new CancellationTokenSource(LongestReturn);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var response = await send();
            if (isEnough(response))
                return response;
            response.Dispose();
        }
    }
}
