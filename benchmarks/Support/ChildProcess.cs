using System.Diagnostics;

namespace JwtExtended.MinimalApi.Benchmarks.Support;

/// <summary>This program, started once more in a process of its own. It ends when its input is closed.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>The garbage collector as the web SDK sets it for an application.</summary>
    public static readonly (string Name, string Value) ServerCollector = ("DOTNET_gcServer", "1");

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Gets the user and system time since the start of the process.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static ChildProcess Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // Under "dotnet file.dll" the process is dotnet and not this program.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Reads a line of the output that starts with a text, and returns what follows it.</summary>
    public async Task<string> ReadLineAsync(string start)
    {
        var line = await _process.StandardOutput.ReadLineAsync();
        return line?.StartsWith(start, StringComparison.Ordinal) == true
            ? line[start.Length..]
            : throw new InvalidOperationException($"The process did not write '{start}' but '{line}'.");
    }

    public void CloseInput() => _process.StandardInput.Close();

    public async ValueTask DisposeAsync()
    {
        CloseInput();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
