using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Http;

/// <summary>One server in a process of its own, whose processor time is its cost.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private ServerProcess(ChildProcess process, string url)
    {
        _process = process;
        Url = url;
    }

    public string Url { get; }

    /// <summary>User and system time since the start of the process.</summary>
    public TimeSpan ProcessorTime => _process.ProcessorTime;

    public static async Task<ServerProcess> StartAsync(string variant, JwtAlgorithm algorithm, string keyFile)
    {
        string[] arguments = ["server", "--variant", variant, "--algorithm", algorithm.ToString(), "--key", keyFile];
        var process = ChildProcess.Start(arguments, ChildProcess.ServerCollector);
        return new ServerProcess(process, await process.ReadLineAsync(HttpServer.Ready));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
