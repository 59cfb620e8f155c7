using System.Diagnostics;
using JwtExtended.MinimalApi.Mutation.Workers;

namespace JwtExtended.MinimalApi.Mutation;

/// <summary>A process that runs tests against mutants.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="only">The only mutant of the process, or <see langword="null"/> if it takes one after the other.</param>
    public WorkerProcess(int? only = null)
    {
        string[] arguments = only is null ? [MutantWorker.Command] : [MutantWorker.Command, $"{only}"];
        _process = Process.Start(new ProcessStartInfo("dotnet", [Injection.Worker, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>Asks for the state of a mutant.</summary>
    /// <returns>The answer, or <see langword="null"/> if the process has crashed.</returns>
    public async Task<string?> AskAsync(int mutant, IEnumerable<CoveringTest> tests)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync($"{mutant}\t{string.Join(',', tests.Select(static test => test.Id))}");
            await _process.StandardInput.FlushAsync();
            return await _process.StandardOutput.ReadLineAsync();
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
