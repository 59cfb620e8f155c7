using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Tests.Package.Documentation;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>The tables of docs/telemetry.md.</summary>
internal static partial class TelemetryPage
{
    private const string AnyOperation = "<operation>";

    private static readonly string Text = Document.Of("docs/telemetry.md").Text;

    /// <summary>Gets the kind and the unit of each instrument.</summary>
    public static IReadOnlyDictionary<string, (string Kind, string Unit)> Instruments { get; } = InstrumentRows().Matches(Text)
        .ToDictionary(row => row.Groups["name"].Value, row => (row.Groups["kind"].Value, row.Groups["unit"].Value));

    /// <summary>Gets the tags of each instrument.</summary>
    public static IReadOnlyDictionary<string, string[]> TagsOfInstruments { get; } =
        InstrumentRows().Matches(Text).ToDictionary(row => row.Groups["name"].Value, TagsOf);

    /// <summary>Gets the tags of each span: those of a call to the store have one name for each operation.</summary>
    public static IReadOnlyDictionary<string, string[]> TagsOfSpans { get; } = SpanRows().Matches(Text)
        .SelectMany(row => NamesOf(row.Groups["name"].Value).Select(name => (Name: name, Tags: TagsOf(row))))
        .ToDictionary(span => span.Name, span => span.Tags);

    /// <summary>Gets the operations of the store, as tags name them.</summary>
    public static IEnumerable<string> Operations => ValuesOf("jwt_extended.store.operation");

    /// <summary>Gets the log events of a package, by the name of the package in the table.</summary>
    public static IEnumerable<(int Id, string Name, string Level)> Events(string package) => EventRows().Matches(Text)
        .Where(row => row.Groups["package"].Value == package)
        .Select(row => (int.Parse(row.Groups["id"].Value), row.Groups["name"].Value, row.Groups["level"].Value));

    /// <summary>Gets the values of a tag.</summary>
    public static string[] ValuesOf(string tag)
    {
        var row = Text.Split('\n').Single(line => line.StartsWith($"| `{tag}` | ", StringComparison.Ordinal));
        return [.. Names().Matches(row).Skip(1).Select(name => name.Groups[1].Value)];
    }

    private static string[] TagsOf(Match row) => [.. Names().Matches(row.Groups["tags"].Value).Select(name => name.Groups[1].Value)];

    private static IEnumerable<string> NamesOf(string span) => span.EndsWith(AnyOperation, StringComparison.Ordinal)
        ? Operations.Select(operation => span.Replace(AnyOperation, operation, StringComparison.Ordinal))
        : [span];

    [GeneratedRegex(
        @"^\| `(?<name>jwt_extended\.[\w.]+)` \| (?<kind>[\w -]+) \| `(?<unit>[^`]+)` \| (?<tags>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex InstrumentRows();

    [GeneratedRegex(@"^\| `(?<name>jwt_extended\.[\w.<>]+)` \| around [^|]*\| (?<tags>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex SpanRows();

    [GeneratedRegex(@"^\| (?<id>\d+)( \((?<package>[\w ]+)\))? \| `(?<name>\w+)` \| (?<level>\w+) \|", RegexOptions.Multiline)]
    private static partial Regex EventRows();

    [GeneratedRegex("`([a-z_.]+)`")]
    private static partial Regex Names();
}
