using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Tests.Package.Rules;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>A page of the repository, with its code blocks.</summary>
internal sealed partial class Document
{
    private static readonly string[] Folders = ["docs", "examples", "benchmarks", ".github", .. ProductCode.Names];

    private Document(string path)
    {
        Path = path;
        Text = File.ReadAllText(System.IO.Path.Combine(Repository.Root, path));
    }

    /// <summary>The path from the root of the repository.</summary>
    public string Path { get; }

    public string Text { get; }

    /// <summary>The text without code blocks.</summary>
    public string Prose => Fences().Replace(Text, "");

    public IEnumerable<CodeBlock> Blocks => Fences().Matches(Text).Select(match => new CodeBlock(
        match.Groups["language"].Value,
        match.Groups["code"].Value,
        Text[..match.Index].Count(character => character == '\n') + 1));

    /// <summary>The pages whose programs are compiled, and whose commands are run.</summary>
    public static IEnumerable<Document> Guides => All.Where(document => document.Path.Split('/')[0] is not ("examples" or "benchmarks"));

    public static IEnumerable<Document> All =>
        Folders.Where(folder => Directory.Exists(System.IO.Path.Combine(Repository.Root, folder)))
            .SelectMany(folder => Directory.GetFiles(System.IO.Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(Repository.Root, "*.md"))
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file))
            .Where(path => !Output().IsMatch(path))
            .Order(StringComparer.Ordinal)
            .Select(path => new Document(path));

    public static Document Of(string path) => new(path);

    /// <summary>The anchors of the headings, as a repository browser and DocFX create them.</summary>
    public IEnumerable<string> Anchors() => Headings().Matches(Prose).Select(match => AnchorOf(match.Groups["title"].Value));

    public override string ToString() => Path;

    private static string AnchorOf(string title) =>
        string.Concat(title.ToLowerInvariant().Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_'))
            .Trim().Replace(' ', '-');

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex("^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex("(^|/)(bin|obj)/")]
    private static partial Regex Output();
}
