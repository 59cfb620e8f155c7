using System.Collections.Concurrent;
using System.Diagnostics;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Peers;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>An example as a user runs it, or an app of a test: a separate process, on a free loopback port.</summary>
internal sealed class ExampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private readonly ProcessorShare? _share;

    private ExampleProcess(Process process, double? share)
    {
        _process = process;
        _share = share is { } limit ? new ProcessorShare(process, limit) : null;
        _process.OutputDataReceived += (_, line) => Receive(line.Data);
        _process.ErrorDataReceived += (_, line) => Receive(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What the process has printed so far.</summary>
    public IReadOnlyCollection<string> Lines => _output;

    /// <summary>Gets the share of a core that the process has used, if it is limited.</summary>
    public double ProcessorShare => _share!.Used;

    public HttpClient Client { get; } = new() { Timeout = RequestLimit };

    /// <summary>Starts an example. Its arguments override the common ones.</summary>
    public static Task<ExampleProcess> StartAsync(string example, params string[] arguments)
    {
        var folder = Path.Combine(Repository.Root, "examples", example);
        // The tests are in bin/<configuration>/<framework>, and the examples are built beside them.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var dll = Path.Combine(folder, "bin", framework.Parent!.Name, framework.Name, $"{example}.dll");
        return StartAsync(example, "Development", folder, PeerSettings.None, [dll, "--urls", "http://127.0.0.1:0", .. arguments]);
    }

    /// <summary>Starts a program that needs no runtime.</summary>
    public static Task<ExampleProcess> StartProgramAsync(string path, string folder) =>
        StartAsync(path, "Development", folder, PeerSettings.None, new ProcessStartInfo(path, ["--urls", "http://127.0.0.1:0"]));

    /// <summary>Starts the app of <see cref="AppPeer"/>, with the key of the tests.</summary>
    public static Task<ExampleProcess> StartPeerAsync(string store, string connection, params string[] arguments) =>
        StartPeerAsync(store, connection, PeerSettings.None, arguments);

    /// <summary>Does the same in an environment of its own.</summary>
    public static Task<ExampleProcess> StartPeerAsync(string store, string connection, PeerSettings settings, params string[] arguments) =>
        StartAsync(
            $"peer on {store}",
            "Production",
            AppContext.BaseDirectory,
            settings,
            [
                typeof(AppPeer).Assembly.Location, "app", store, connection,
                "--urls", "http://127.0.0.1:0", "--Jwt:SecretKey", TestKeys.Secret, .. arguments,
            ]);

    /// <summary>Sends a request, with a token in the Authorization header and a body as JSON.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, object? body = null) =>
        Client.SendAsync(method, path, token, body);

    public Task<HttpResponseMessage> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token);

    public Task<HttpResponseMessage> PostAsync(string path, string? token = null, object? body = null) =>
        SendAsync(HttpMethod.Post, path, token, body);

    /// <summary>Sends a POST request, which must succeed, and returns the tokens of the response.</summary>
    public async Task<ExampleTokens> PostForTokensAsync(string path, string? token = null, object? body = null)
    {
        using var response = await PostAsync(path, token, body);
        response.Should().BeOk();
        return await ExampleTokens.ReadAsync(response);
    }

    public Task<ExampleTokens> LoginAsync(string username) => PostForTokensAsync("/login", body: new { username });

    /// <summary>Ends the process immediately (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        using var limit = new CancellationTokenSource(StopLimit);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _share?.Dispose();
        await KillAsync();
        _process.Dispose();
        // The test runner shows it with a test that failed.
        await TestContext.Out.WriteLineAsync(Output);
    }

    private string Output => string.Join(Environment.NewLine, _output);

    private static Task<ExampleProcess> StartAsync(
        string name, string environment, string folder, PeerSettings settings, string[] arguments) =>
        StartAsync(name, environment, folder, settings, new ProcessStartInfo("dotnet", arguments));

    private static async Task<ExampleProcess> StartAsync(
        string name, string environment, string folder, PeerSettings settings, ProcessStartInfo start)
    {
        start.WorkingDirectory = folder;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = start.Environment["DOTNET_ENVIRONMENT"] = environment;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (variable, value) in settings.Environment)
            start.Environment[variable] = value;
        var started = new ExampleProcess(Process.Start(start)!, settings.ProcessorShare);
        try
        {
            started.Client.BaseAddress = await started.WaitForAddressAsync(name);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    private async Task<Uri> WaitForAddressAsync(string name)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var exit = _process.WaitForExitAsync(limit.Token);
        if (await Task.WhenAny(_listening.Task, exit) == exit)
        {
            throw new InvalidOperationException(
                $"The {name} {(exit.IsCanceled ? "did not listen in time" : "ended")}:{Environment.NewLine}{Output}");
        }

        return await _listening.Task;
    }

    private void Receive(string? line)
    {
        const string announcement = "Now listening on: ";
        if (line is null)
            return;
        _output.Enqueue(line);
        if (line.IndexOf(announcement, StringComparison.Ordinal) is >= 0 and var start)
            _listening.TrySetResult(new Uri(line[(start + announcement.Length)..].Trim()));
    }
}
