using System.Globalization;
using JwtExtended.MinimalApi.Tests.Fuzz;
using JwtExtended.MinimalApi.Tests.Interop.Stacks;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Vectors;

namespace JwtExtended.MinimalApi.Tests.Conformance;

/// <summary>Writes <c>docs/conformance.md</c>: the text of <c>page.md</c> with its tables.</summary>
internal sealed class ConformancePage(Recording recording)
{
    private static readonly string Template = File.ReadAllText(
        Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests", "Conformance", "page.md"));

    private static readonly Rule[] Rules = [.. RuleDocument.All.SelectMany(document => document.Current)];

    private static readonly RuleDocument[] Documents = [.. RuleDocument.All.Where(document => document.Current.Any())];

    public static string FilePath { get; } = Path.Combine(Repository.Root, "docs", "conformance.md");

    /// <summary>The tests that the rules name and that do not exist.</summary>
    public static IEnumerable<string> MissingTests() => Rules.SelectMany(rule => rule.Tests).Distinct().Except(TestNames.All);

    public string Text() => new (string Name, IEnumerable<string> Lines)[]
    {
        ("summary", Summary()), ("vectors", Vectors()), ("exceptions", Exceptions()), ("stacks", Stacks()), ("limits", Limits()),
        ("fuzz", recording.Fuzz.Select(GuidedFuzzCommand.RowOf).Prepend(GuidedFuzzCommand.Heading)),
        ("fuzz-run", [FuzzRun()]),
        ("rules", Documents.SelectMany(RulesOf)),
    }.Aggregate(Template, static (text, part) =>
        text.Replace($"{{{{{part.Name}}}}}", string.Join('\n', part.Lines), StringComparison.Ordinal));

    private IEnumerable<string> Summary()
    {
        yield return "| compared with | result |";
        yield return "|---|---|";
        var vectors = WycheproofFile.All.Sum(file => file.Vectors.Count);
        var against = WycheproofFile.All.Sum(file => file.Exceptions.Count);
        yield return $"| [vectors of project Wycheproof](#vectors) | {vectors} decided, {against} against the file, each for a reason |";
        yield return $"| [software of others](#software-of-others) | {recording.Stacks.Count} libraries and tools, "
            + $"{Number(recording.Stacks.Sum(Decisions))} decisions, {recording.Stacks.Sum(stack => stack.Wrong.Count)} wrong; "
            + $"{Number(recording.Stacks.Sum(stack => stack.InnerRefused))} refresh tokens and tickets, none accepted |";
        yield return $"| [random texts](#random-texts) | {Number(recording.Fuzz.Sum(report => (long)report.Texts))}, "
            + $"{recording.Fuzz.Sum(report => report.Problems.Count)} read otherwise than they must be |";
        yield return $"| [rules of {Documents.Length} documents](#rules) | {Rules.Length}, "
            + $"{Rules.Count(rule => rule.Declined is not null)} not followed, each for a reason |";
    }

    private static IEnumerable<string> Vectors()
    {
        yield return "| file | vectors | valid, accepted | invalid, refused | decided against the file |";
        yield return "|---|---:|---:|---:|---:|";
        foreach (var file in WycheproofFile.All)
        {
            var decided = file.Vectors.Where(vector => !file.Exceptions.ContainsKey(vector.Id))
                .ToLookup(vector => (vector.IsValid, WycheproofFile.IsAccepted(vector)));
            yield return $"| `{file.Name}` | {file.Vectors.Count} | {decided[(true, true)].Count()} | {decided[(false, false)].Count()} "
                + $"| {file.Exceptions.Count} |";
        }
    }

    private static IEnumerable<string> Exceptions()
    {
        yield return "| vectors | decided | what it is | reason |";
        yield return "|---|---|---|---|";
        foreach (var file in WycheproofFile.All)
        {
            foreach (var same in file.Exceptions.OrderBy(pair => pair.Key).GroupBy(pair => pair.Value, pair => pair.Key))
            {
                var decision = same.Key.Accept ? "accepted" : "refused";
                yield return $"| {file.Title} {string.Join(", ", same)} | {decision} | {same.Key.Kind} | {same.Key.Reason} |";
            }
        }
    }

    private IEnumerable<string> Stacks()
    {
        yield return "| stack | version | checks | algorithms | ours accepted | refused | inner refused | control accepted "
            + "| theirs accepted | refused | wrong |";
        yield return "|---|---|---|---|---:|---:|---:|---:|---:|---:|---:|";
        foreach (var stack in recording.Stacks)
        {
            var checks = stack.Checks.Count == 0 ? "signature" : string.Join(", ", stack.Checks.Select(claim => $"`{claim}`"));
            yield return $"| `{stack.Stack}` ({stack.Language}) | {stack.Version} | {checks} | {Algorithms(stack.Algorithms)} "
                + $"| {stack.Accepted} | {stack.Refused} | {stack.InnerRefused} | {stack.ControlsAccepted} "
                + $"| {stack.TheirsAccepted} | {stack.TheirsRefused} | {stack.Wrong.Count} |";
        }
    }

    private static IEnumerable<string> Limits() =>
        StackDriver.Limits.Select(limit => $"- `{limit.Key.Stack}`, {limit.Key.Case}: {limit.Value}.");

    private string FuzzRun() =>
        $"The recorded run took {Number((long)recording.Fuzz.Sum(report => report.Seconds))} s on one thread, on {recording.FuzzMachine}.";

    private static IEnumerable<string> RulesOf(RuleDocument document)
    {
        yield return $"\n### {document.Name}\n";
        yield return $"{document.Title}.{(document.Note is null ? "" : " " + document.Note)}\n";
        yield return "| section | | rule | how it is kept | test |";
        yield return "|---|---|---|---|---|";
        foreach (var rule in document.Current)
        {
            var how = rule.Declined is null ? rule.How : "**Not followed.** " + rule.Declined;
            var tests = string.Join(", ", rule.Tests.Select(test => $"`{test}`"));
            yield return $"| {rule.Section} | {rule.Level} | {rule.Text} | {how} | {tests} |";
        }
    }

    private static int Decisions(StackFigures stack) =>
        stack.Accepted + stack.Refused + stack.InnerRefused + stack.TheirsAccepted + stack.TheirsRefused;

    private static string Algorithms(IReadOnlyList<string> algorithms) =>
        algorithms.Count == Enum.GetValues<JwtAlgorithm>().Length ? "all 12" : string.Join(", ", algorithms);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
