using System.Diagnostics;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>A MariaDB server of the tests, with its own data folder and a free loopback port.</summary>
internal sealed class MariaDbServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/mariadbd";
    private const string Install = "/usr/bin/mariadb-install-db";
    private const string User = "mysql";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jwt-mariadb-");
    private readonly string[] _settings;
    private EngineProcess? _process;

    private MariaDbServer(string[] settings) => _settings = settings;

    public int Port { get; } = EngineProcess.FreePort();

    /// <summary>Starts a server, or ends the test if MariaDB is not installed.</summary>
    public static async Task<MariaDbServer> StartAsync(params string[] settings)
    {
        if (!File.Exists(Program))
            Engine.Missing(Program, "mariadb-server");
        var server = new MariaDbServer(settings);
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

    /// <summary>The connection string of a database, which is created with its tables.</summary>
    public string Connection(string database) =>
        $"Server=127.0.0.1;Port={Port};User ID=root;Database={database};SslMode=Disabled";

    /// <summary>Runs the server, on the data that it has.</summary>
    public async Task RunAsync()
    {
        // It accepts connections only from this machine, and does not have to survive a power failure: its data is deleted with the tests.
        _process = await EngineProcess.StartAsync(
            new ProcessStartInfo(
                Program,
                [
                    "--no-defaults", .. AsUser, $"--datadir={Data}", $"--port={Port}", "--bind-address=127.0.0.1",
                    $"--socket={Path.Combine(_folder.FullName, "socket")}", $"--pid-file={Path.Combine(_folder.FullName, "pid")}",
                    // The character set of Debian's configuration, whose collation ignores case, and a local time that is not UTC.
                    "--character-set-server=utf8mb4", "--default-time-zone=+05:30",
                    "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0",
                    // The pools of a test keep their connections for minutes.
                    "--max-connections=500", .. _settings,
                ]),
            "ready for connections");
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

    // The programs change to the user by themselves.
    private static string[] AsUser => Environment.IsPrivilegedProcess ? ["--user=" + User] : [];

    private string Data => Path.Combine(_folder.FullName, "data");

    private async Task CreateAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await EngineProcess.RunAsync(new ProcessStartInfo("chown", [User, _folder.FullName]));
        await EngineProcess.RunAsync(new ProcessStartInfo(
            Install,
            ["--no-defaults", .. AsUser, $"--datadir={Data}", "--auth-root-authentication-method=normal", "--skip-test-db"]));
    }
}
