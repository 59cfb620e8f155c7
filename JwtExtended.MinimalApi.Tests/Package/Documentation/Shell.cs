using System.Diagnostics;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>Runs shell commands as the pages have them.</summary>
internal static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs a script, which must succeed, and returns what it prints.</summary>
    public static async Task<string> RunAsync(string script, string folder, TimeSpan? limit = null)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var end = new CancellationTokenSource(limit ?? Limit);
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(end.Token), shell.StandardError.ReadToEndAsync(end.Token));
        await shell.WaitForExitAsync(end.Token);
        shell.ExitCode.Should().Be(0, "{0}{1}", await output, await errors);
        return await output;
    }
}
