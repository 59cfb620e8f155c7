using System.Diagnostics;
using System.Globalization;

namespace JwtExtended.MinimalApi.Benchmarks.Http;

/// <summary>Sends the tokens of a file, with wrk.</summary>
internal sealed class Wrk(string tokenFile, int seconds, int connections)
{
    private const string Result = "RESULT ";

    /// <summary>The number of requests with a successful response.</summary>
    public async Task<long> RunAsync(string url, long first)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Http", "tokens.lua");
        var start = first.ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["-t1", $"-c{connections}", $"-d{seconds}s", "-s", script, url + "/x", "--", tokenFile, start];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();

        var line = output.Split('\n').LastOrDefault(line => line.StartsWith(Result, StringComparison.Ordinal));
        var numbers = line?[Result.Length..].Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return numbers is [var requests, 0]
            ? requests
            : throw new InvalidOperationException($"Not every request to {url} had a successful response:\n{output}");
    }
}
