using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Fuzz;
using JwtExtended.MinimalApi.Tests.Interop.Stacks;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Conformance;

/// <summary>What runs with software of others, and long ones, came to: recorded, so that the page can be made without them.</summary>
/// <param name="Stacks">The crossing with the stacks of others.</param>
/// <param name="Fuzz">The fuzz run, one report a target.</param>
/// <param name="FuzzMachine">Where the fuzz ran.</param>
internal sealed record Recording(
    IReadOnlyList<StackFigures> Stacks, IReadOnlyList<GuidedReport> Fuzz, string FuzzMachine)
{
    private static readonly string FilePath =
        Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests", "Conformance", "recorded.json");

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Recording Read() =>
        File.Exists(FilePath) ? JsonSerializer.Deserialize<Recording>(File.ReadAllText(FilePath), Json)! : new Recording([], [], "");

    public void Write() => File.WriteAllText(FilePath, JsonSerializer.Serialize(this, Json) + "\n");
}
