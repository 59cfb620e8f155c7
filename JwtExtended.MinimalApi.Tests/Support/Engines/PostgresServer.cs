using System.Diagnostics;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>A PostgreSQL server of the tests, with its own data folder and a free loopback port.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Installed = "/usr/lib/postgresql";
    private const string User = "postgres";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jwt-postgres-");
    private readonly string _programs;
    private EngineProcess? _process;

    private PostgresServer(string programs) => _programs = programs;

    public int Port { get; } = EngineProcess.FreePort();

    public string Connection => $"Host=127.0.0.1;Port={Port};Username={User};Database=postgres;Maximum Pool Size=20";

    /// <summary>Starts a server, or ends the test if PostgreSQL is not installed.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var programs = Directory.Exists(Installed)
            ? Directory.GetDirectories(Installed).Select(version => Path.Combine(version, "bin"))
                .Where(Directory.Exists).Order().LastOrDefault()
            : null;
        if (programs is null)
            Engine.Missing("postgres", "postgresql");
        var server = new PostgresServer(programs!);
        try
        {
            await server.CreateAsync();
            await server.RunAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the server, on the data that it has.</summary>
    public async Task RunAsync()
    {
        // It accepts connections only from this machine, and does not have to survive a power failure: its data is deleted with the tests.
        _process = await EngineProcess.StartAsync(
            Start(
                "postgres", "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1",
                "-c", $"unix_socket_directories={_folder.FullName}", "-c", "fsync=off",
                // The pools of a test keep their connections for minutes.
                "-c", "max_connections=500"),
            "database system is ready to accept connections");
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

    private string Data => Path.Combine(_folder.FullName, "data");

    private async Task CreateAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await EngineProcess.RunAsync(new ProcessStartInfo("chown", [User, _folder.FullName]));
        await EngineProcess.RunAsync(
            Start("initdb", "--pgdata", Data, "--username", User, "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"));
    }

    // The programs refuse to run as root.
    private ProcessStartInfo Start(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", ["--reuid", User, "--regid", User, "--clear-groups", path, .. arguments])
            {
                WorkingDirectory = _folder.FullName,
            }
            : new ProcessStartInfo(path, arguments);
    }
}
