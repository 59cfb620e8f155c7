using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Runs a script of the folder <c>node</c> for many cases at once: starting Node costs more than all of them.</summary>
internal static class NodeScript
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(1);

    private static readonly string Folder = Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests", "Interop", "node");
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly Lazy<Task> Installed = new(InstallAsync);

    public static async Task<TResult[]> RunAsync<TCase, TResult>(string script, IReadOnlyCollection<TCase> cases)
    {
        await Installed.Value;
        var (exitCode, output, errors) = await RunAsync("node", [script], JsonSerializer.Serialize(cases, Json), RunLimit);
        exitCode.Should().Be(0, "{0} wrote {1}", script, errors);
        return JsonSerializer.Deserialize<TResult[]>(output, Json)!;
    }

    private static async Task InstallAsync()
    {
        try
        {
            var (_, version, _) = await RunAsync("node", ["--version"], "", RunLimit);
            if (!Version.TryParse(version.Trim().TrimStart('v'), out var number) || number.Major < 20)
                Skip($"Node 20 or later is required to run jose; this is '{version.Trim()}'.");
            if (IsInstalled())
                return;
            var (exitCode, _, errors) = await RunAsync(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], "", InstallLimit);
            if (exitCode != 0)
                Skip($"npm could not install jose, which is required here: {errors}");
        }
        catch (Win32Exception e)
        {
            Skip($"Node 20 or later and npm are required to run jose: {e.Message}");
        }
    }

    private static bool IsInstalled()
    {
        var installed = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"));
    }

    // A build machine has everything installed, and must not skip the tests.
    private static void Skip(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(reason);
        Assert.Ignore(reason);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, string[] arguments, string input, TimeSpan limit)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var time = new CancellationTokenSource(limit);
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
}
