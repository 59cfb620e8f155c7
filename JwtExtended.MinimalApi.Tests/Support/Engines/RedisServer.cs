using System.Diagnostics;

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
        string[] arguments = ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "", .. _settings];
        _process = await EngineProcess.StartAsync(new ProcessStartInfo(Program, arguments), "Ready to accept connections");
    }

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
