using System.Diagnostics;

namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>Another process of this assembly.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly CancellationTokenSource _limit = new(Limit);

    private Peer(Process process) => _process = process;

    public static Peer Start(params string[] arguments) => new(Process.Start(
        new ProcessStartInfo("dotnet", [typeof(Peer).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);

    public ValueTask<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync(_limit.Token);

    /// <summary>Reads everything that the process prints from now on, until it ends.</summary>
    public async Task<List<string>> ReadToEndAsync()
    {
        var lines = new List<string>();
        while (await ReadLineAsync() is { } line)
            lines.Add(line);
        return lines;
    }

    public Task GoAsync() => _process.StandardInput.WriteLineAsync("go");

    /// <summary>Ends the process immediately (SIGKILL).</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            Kill();
        await _process.WaitForExitAsync(_limit.Token);
        _process.Dispose();
        _limit.Dispose();
    }
}
