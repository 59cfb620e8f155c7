using System.Data.Common;
using System.Net;
using JwtExtended.MinimalApi.Tests.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using JwtExtended.MinimalApi.Tests.Support.Peers;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>A database server is killed between an exchange and its response: the client sends the same refresh token again.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class KilledDatabaseTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private EntityFrameworkStores _stores = null!;
    private string _key = null!;

    [Test]
    public async Task A_refresh_whose_response_is_lost_with_the_server_succeeds_when_it_is_repeated(
        [Values(AppPeer.Postgres, AppPeer.MariaDb)] string store, [Values] bool isWritten)
    {
        await using var server = await (store == AppPeer.Postgres
            ? KillableServer.StartPostgresAsync()
            : KillableServer.StartMariaDbAsync());
        await using var proxy = new HoldingProxy(server.Port);
        await using var stores = _stores = new EntityFrameworkStores(options => Use(options, store, server.Port));
        await using var app = await ExampleProcess.StartPeerAsync(store, Connection(store, proxy.Port));
        var session = await app.LoginAsync("alice");
        _key = await stores.WithContextAsync(context => context.Set<JwtSessionRow>().Select(row => row.SessionKey).SingleAsync());
        await app.PostForTokensAsync("/refresh", (await app.LoginAsync("bob")).Refresh);

        var lost = await KillDuringRefreshAsync(app, session, server, proxy, isWritten);
        var next = await RefreshUntilAvailableAsync(app, session.Refresh!);

        (await NumberAsync()).Should().Be(1, "it is the same number, or the first one that was written");
        (await app.GetAsync("/me", next.Access)).Should().BeOk("alice");
        await TestContext.Out.WriteLineAsync($"{store}, written: {isWritten}: the response was {lost}, the repeated one 200");
        await ShouldDetectReuseAsync(app, session, next);
    }

    private static string Connection(string store, int port) => store == AppPeer.Postgres
        ? $"Host=127.0.0.1;Port={port};Username=postgres;Database=sessions"
        : $"Server=127.0.0.1;Port={port};User ID=root;Database=sessions;SslMode=Disabled";

    private static void Use(DbContextOptionsBuilder options, string store, int port)
    {
        if (store == AppPeer.Postgres)
            options.UseNpgsql(Connection(store, port) + ";Pooling=false");
        else
            options.UseMySQL(Connection(store, port) + ";Pooling=false");
    }

    private static async Task<ExampleTokens> RefreshUntilAvailableAsync(ExampleProcess app, string refreshToken)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            using var response = await app.PostAsync("/refresh", refreshToken);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                continue;
            response.Should().BeOk();
            return await ExampleTokens.ReadAsync(response);
        }
    }

    // The database has written and cannot say so, or waits for a lock and never writes.
    private async Task<HttpStatusCode> KillDuringRefreshAsync(
        ExampleProcess app, ExampleTokens session, KillableServer server, HoldingProxy proxy, bool isWritten)
    {
        var sent = proxy.HoldOnceSent("UPDATE");
        var refresh = isWritten
            ? await KillOnceWrittenAsync(() => app.PostAsync("/refresh", session.Refresh), sent, server)
            : await KillBeforeWriteAsync(() => app.PostAsync("/refresh", session.Refresh), sent, server);
        await server.RunAsync();
        proxy.Release();
        using var response = await refresh;
        return response.StatusCode;
    }

    private async Task<Task<HttpResponseMessage>> KillOnceWrittenAsync(
        Func<Task<HttpResponseMessage>> send, Task sent, KillableServer server)
    {
        var refresh = send();
        await sent.WaitAsync(Limit);
        await WaitForAsync(rows => rows.AnyAsync(row => row.Number == 1));
        await server.KillAsync();
        return refresh;
    }

    private async Task<Task<HttpResponseMessage>> KillBeforeWriteAsync(
        Func<Task<HttpResponseMessage>> send, Task sent, KillableServer server)
    {
        Task<HttpResponseMessage>? refresh = null;
        try
        {
            await _stores.WithContextAsync(async context =>
            {
                await context.Database.BeginTransactionAsync();
                await Rows(context).ExecuteUpdateAsync(set => set.SetProperty(row => row.Data, row => row.Data));
                refresh = send();
                await sent.WaitAsync(Limit);
                await server.KillAsync();
                return true;
            });
        }
        catch (DbException)
        {
            // The transaction has ended with the server.
        }

        return refresh!;
    }

    private async Task ShouldDetectReuseAsync(ExampleProcess app, ExampleTokens session, ExampleTokens next)
    {
        await WaitForAsync(rows => rows.AnyAsync(row => row.Seen));
        const long minute = 60_000;
        await _stores.WithContextAsync(context => Rows(context).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.HandedOut, row => row.HandedOut - minute)
                .SetProperty(row => row.At, row => row.At - minute)));

        (await app.PostAsync("/refresh", session.Refresh)).Should().BeRefused(JwtErrorCode.RefreshReused);

        (await app.GetAsync("/me", next.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.PostAsync("/refresh", next.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    private IQueryable<JwtSessionRow> Rows(StoreContext context) => context.Set<JwtSessionRow>().Where(row => row.SessionKey == _key);

    private Task<int> NumberAsync() => _stores.WithContextAsync(context => Rows(context).Select(row => row.Number).SingleAsync());

    private async Task WaitForAsync(Func<IQueryable<JwtSessionRow>, Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await _stores.WithContextAsync(context => condition(Rows(context))))
            limit.Token.ThrowIfCancellationRequested();
    }
}
