using System.ComponentModel;
using System.Diagnostics;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Software of others as a process that gets a text and prints one.</summary>
internal static class ForeignProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs it in a folder; returns what it printed. Where it is missing, the test is skipped.</summary>
    public static async Task<string> RunAsync(string folder, string program, string[] arguments, string input = "")
    {
        try
        {
            var (exitCode, output, errors) = await RunAsync(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }, input);
            return exitCode == 0 ? output : Skip($"{program} {string.Join(' ', arguments)}: {errors}");
        }
        catch (Win32Exception e)
        {
            return Skip($"{program} is missing: {e.Message}");
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(ProcessStartInfo start, string input)
    {
        using var process = Process.Start(start)!;
        using var time = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(time.Token);
            var errors = process.StandardError.ReadToEndAsync(time.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), time.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(time.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    // A build machine has everything installed, and must not skip the tests.
    private static string Skip(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(reason);
        Assert.Ignore(reason);
        return reason;
    }
}
