using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Conformance;

/// <summary>A standard, and its rules that concern an issuer, a reader or a resource server.</summary>
internal sealed record RuleDocument(string Name, string Title, string? Note, IReadOnlyList<Rule> Rules)
{
    public static IReadOnlyList<RuleDocument> All { get; } = JsonSerializer.Deserialize<RuleDocument[]>(
        File.ReadAllText(Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests", "Conformance", "rules.json")),
        JsonSerializerOptions.Web)!;

    /// <summary>Gets the rules about what the package has.</summary>
    public IEnumerable<Rule> Current => Rules.Where(rule => !rule.Pending);
}
