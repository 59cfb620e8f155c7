using System.Diagnostics;

namespace JwtExtended.MinimalApi.Benchmarks.Http;

/// <summary>One server in a process of its own, whose processor time is its cost.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(string variant, Process process, string url)
    {
        Variant = variant;
        _process = process;
        Url = url;
    }

    public string Variant { get; }

    public string Url { get; }

    /// <summary>User and system time since the start of the process.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<ServerProcess> StartAsync(string variant, JwtAlgorithm algorithm, string keyFile)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // Under "dotnet file.dll" the process is dotnet and not this program.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        foreach (var argument in new[] { "server", "--variant", variant, "--algorithm", algorithm.ToString(), "--key", keyFile })
            start.ArgumentList.Add(argument);
        // As the web SDK sets it for an application.
        start.Environment["DOTNET_gcServer"] = "1";
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        if (line?.StartsWith(HttpServer.Ready, StringComparison.Ordinal) != true)
            throw new InvalidOperationException($"The server '{variant}' did not start.");
        return new ServerProcess(variant, process, line[HttpServer.Ready.Length..]);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
