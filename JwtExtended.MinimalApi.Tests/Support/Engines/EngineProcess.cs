using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>A server process that a test starts on a free loopback port, and ends by its id.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private EngineProcess(ProcessStartInfo start, string announcement)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Receive(line.Data, announcement);
        _process.ErrorDataReceived += (_, line) => Receive(line.Data, announcement);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a server, and returns once it prints the announcement.</summary>
    public static async Task<EngineProcess> StartAsync(ProcessStartInfo start, string announcement)
    {
        var engine = new EngineProcess(start, announcement);
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            var exit = engine._process.WaitForExitAsync(limit.Token);
            return await Task.WhenAny(engine._ready.Task, exit) == exit
                ? throw new InvalidOperationException(
                    $"{start.FileName} {(exit.IsCanceled ? "was not ready in time" : "ended")}:{Environment.NewLine}{engine.Output}")
                : engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program until it exits.</summary>
    public static async Task RunAsync(ProcessStartInfo start)
    {
        await using var engine = new EngineProcess(start, "");
        using var limit = new CancellationTokenSource(Limit);
        await engine._process.WaitForExitAsync(limit.Token);
        if (engine._process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{start.FileName} ended with {engine._process.ExitCode}:{Environment.NewLine}{engine.Output}");
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ends the server immediately, as a power failure would: it cannot write anything more (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private string Output => string.Join(Environment.NewLine, _output);

    private void Receive(string? line, string announcement)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        if (announcement.Length > 0 && line.Contains(announcement, StringComparison.Ordinal))
            _ready.TrySetResult();
    }
}
