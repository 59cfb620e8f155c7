using System.Diagnostics;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>A Redis server of the tests, with its own data folder and a free loopback port.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jwt-redis-");
    private readonly string[] _settings;
    private EngineProcess? _process;

    private RedisServer(string[] settings) => _settings = settings;

    public int Port { get; } = EngineProcess.FreePort();

    public string Connection => $"127.0.0.1:{Port}";

    /// <summary>Starts a server, or ends the test if Redis is not installed.</summary>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var server = Prepare(settings);
        await server.RunAsync();
        return server;
    }

    /// <summary>Creates a server that is not running yet.</summary>
    public static RedisServer Prepare(params string[] settings)
    {
        if (!File.Exists(Program))
            Engine.Missing(Program, "redis-server");
        return new RedisServer(settings);
    }

    public async Task RunAsync()
    {
        // A primary waits for more replicas before it sends its data to the first one, 5 seconds by default.
        string[] arguments =
        [
            "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "", "--repl-diskless-sync-delay", "0",
            .. _settings,
        ];
        _process = await EngineProcess.StartAsync(new ProcessStartInfo(Program, arguments), "Ready to accept connections");
    }

    /// <summary>Runs a command as its administrator.</summary>
    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Connection + ",allowAdmin=true");
        return await connection.GetServer(Connection).ExecuteAsync(command, arguments);
    }

    /// <summary>Makes this server a replica, and returns once it has the data of its primary and acknowledges what is written.</summary>
    public async Task ReplicateAsync(RedisServer primary)
    {
        await ReplicateAsync(primary.Port);
        await primary.UntilReplicatedAsync();
    }

    /// <summary>Makes this server a replica, and returns once it has the data of its primary.</summary>
    public async Task ReplicateAsync(int primaryPort)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Connection + ",allowAdmin=true");
        var server = connection.GetServer(Connection);
        await server.ExecuteAsync("REPLICAOF", "127.0.0.1", primaryPort);
        while (!((string)(await server.ExecuteAsync("INFO", "replication"))!).Contains("master_link_status:up", StringComparison.Ordinal))
            await Task.Yield();
    }

    /// <summary>Returns once a replica has everything that was written before.</summary>
    public async Task UntilReplicatedAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Connection + ",allowAdmin=true");
        var server = connection.GetServer(Connection);
        await server.ExecuteAsync("SET", "replicated", "");
        while ((int)await server.ExecuteAsync("WAIT", 1, 1_000) == 0)
            await Task.Yield();
    }

    /// <summary>Makes this server, a replica, a primary.</summary>
    public Task PromoteAsync() => ExecuteAsync("REPLICAOF", "NO", "ONE");

    /// <summary>Ends the server immediately (SIGKILL). Its files are kept.</summary>
    public async Task KillAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
