using System.Runtime.InteropServices;
using JwtExtended.MinimalApi.Benchmarks.Support;
using JwtExtended.MinimalApi.Tests.Fuzz;
using JwtExtended.MinimalApi.Tests.Interop.Stacks;

namespace JwtExtended.MinimalApi.Tests.Conformance;

/// <summary>
/// <c>-- conformance</c>: writes the page; with <c>--stacks true</c> and <c>--fuzz COUNT</c> it runs and records those first.
/// </summary>
internal static class ConformanceCommand
{
    public static async Task<int> RunAsync(Switches switches)
    {
        var recording = Recording.Read();
        if (switches.Text("stacks") == "true")
            recording = recording with { Stacks = await RunStacksAsync() };
        if (switches.Text("fuzz") is { } count)
        {
            var fuzz = GuidedFuzzCommand.Run(new Switches(["fuzz", "--count", count, "--seed", switches.Text("seed") ?? "20260101"]));
            recording = recording with { Fuzz = fuzz, FuzzMachine = Machine() };
        }

        recording.Write();
        var missing = ConformancePage.MissingTests().ToArray();
        Array.ForEach(missing, test => Console.WriteLine($"There is no test {test}."));
        await File.WriteAllTextAsync(ConformancePage.FilePath, new ConformancePage(recording).Text());
        Console.WriteLine($"{ConformancePage.FilePath} is written.");
        var isClean = recording.Fuzz.All(GuidedFuzzCommand.IsClean) && recording.Stacks.All(stack => stack.Wrong.Count == 0);
        return isClean && missing.Length == 0 ? 0 : 1;
    }

    private static async Task<StackFigures[]> RunStacksAsync()
    {
        var figures = new List<StackFigures>();
        foreach (var driver in StackDriver.All)
        {
            figures.AddRange(await StackCrossing.RunAsync(driver));
            foreach (var stack in figures.TakeLast(driver.Stacks.Length))
            {
                Console.WriteLine(
                    $"{stack.Stack} {stack.Version}: ours {stack.Accepted} accepted, {stack.Refused} refused, inner {stack.InnerRefused} "
                    + $"refused, control {stack.ControlsAccepted}, theirs {stack.TheirsAccepted} accepted, {stack.TheirsRefused} refused");
                foreach (var wrong in stack.Wrong)
                    Console.WriteLine($"  WRONG {wrong}");
            }
        }

        return [.. figures];
    }

    private static string Machine()
    {
        const string cpu = "/proc/cpuinfo";
        var model = File.Exists(cpu)
            ? File.ReadLines(cpu).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        return $"{Environment.ProcessorCount} cores{(model is null ? "" : " of " + model)}, {RuntimeInformation.FrameworkDescription}, "
            + $"{RuntimeInformation.RuntimeIdentifier}";
    }
}
