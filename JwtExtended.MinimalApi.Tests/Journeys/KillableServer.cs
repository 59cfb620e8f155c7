using JwtExtended.MinimalApi.Tests.Support.Engines;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>A server of one test, which kills it and runs it again on the data that it has.</summary>
internal sealed record KillableServer(int Port, Func<Task> KillAsync, Func<Task> RunAsync, IAsyncDisposable Server) : IAsyncDisposable
{
    public static async Task<KillableServer> StartPostgresAsync()
    {
        var server = await PostgresServer.StartAsync();
        return new KillableServer(server.Port, server.KillAsync, server.RunAsync, server);
    }

    /// <summary>What it has confirmed survives the process.</summary>
    public static async Task<KillableServer> StartMariaDbAsync()
    {
        var server = await MariaDbServer.StartAsync("--innodb-flush-log-at-trx-commit=2");
        return new KillableServer(server.Port, server.KillAsync, server.RunAsync, server);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
