using System.Reflection;
using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Tests.Package.Rules;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>The pages, the XML documentation and the messages of the packages are spelled as in Debian's word list and words.txt.</summary>
public sealed partial class SpellingTests
{
    private const string WordList = "/usr/share/dict/words";

    private static readonly string OwnWords =
        Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests/Package/Documentation/words.txt");

    private static readonly Assembly[] Packages = ProductCode.Packages;

    private static IEnumerable<string> Pages => Document.All.Select(document => document.Path);

    [TestCaseSource(nameof(Pages))]
    public void Every_word_of_a_page_is_spelled_as_in_the_lists(string page)
    {
        RequireWordList();

        UnknownIn(Document.Of(page).Prose).Should().BeEmpty(page);
    }

    [TestCaseSource(nameof(Packages))]
    public void Every_word_of_the_documentation_and_the_messages_of_a_package_is_spelled_as_in_the_lists(Assembly package)
    {
        RequireWordList();

        var unknown = ProductCode.Of(package).Trees
            .SelectMany(tree => UnknownIn(ProseOf(tree)).Select(word => $"{Path.GetFileName(tree.FilePath)}: {word}"));

        unknown.Should().BeEmpty();
    }

    [Test]
    public void The_own_words_are_in_order_and_in_use()
    {
        var own = File.ReadAllLines(OwnWords);
        var used = Document.All.Select(document => document.Prose)
            .Concat(ProductCode.All.SelectMany(project => project.Trees).Select(ProseOf))
            .SelectMany(WordsIn)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

        own.Should().BeInAscendingOrder(StringComparer.OrdinalIgnoreCase);
        string.Join(' ', own.Where(word => !used.Contains(word))).Should().BeEmpty();
    }

    [TestCase("A tokn is refused.", "tokn")]
    [TestCase("A token is refused, and `tokn` is code.", null)]
    public void A_wrong_word_is_found_and_code_is_none(string text, string? wrong)
    {
        RequireWordList();

        UnknownIn(text).Should().Equal(wrong is null ? [] : [wrong]);
    }

    private static void RequireWordList()
    {
        if (!File.Exists(WordList))
            Assert.Ignore("The word list is missing. Install the Debian package wamerican.");
    }

    private static readonly Lazy<HashSet<string>> Known = new(() =>
        File.ReadLines(WordList).Concat(File.ReadLines(OwnWords)).ToHashSet(StringComparer.OrdinalIgnoreCase));

    private static IEnumerable<string> UnknownIn(string text) => WordsIn(text).Distinct().Where(word => !Known.Value.Contains(word));

    // Names of code, addresses and abbreviations are no words.
    private static IEnumerable<string> WordsIn(string text) => Words().Matches(NotProse().Replace(text, " ")).Select(match => match.Value);

    private static string ProseOf(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var documentation = root.DescendantNodes(descendIntoTrivia: true).OfType<XmlTextSyntax>()
            .Where(node => node.Parent is not XmlElementSyntax { StartTag.Name.LocalName.ValueText: "c" or "code" })
            .SelectMany(node => node.TextTokens)
            .Select(token => token.ValueText);
        var messages = root.DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken))
            .Select(token => token.ValueText)
            .Where(text => text.Count(character => character == ' ') > 3);
        return string.Join('\n', documentation.Concat(messages));
    }

    [GeneratedRegex(@"`[^`]*`|\]\([^)]*\)|https?://\S+|\S*[/\\@_<>{}=]\S*|\b\w+(\.\w+)+\b|\w*\d\w*|&\w+;|'[^' ]*'")]
    private static partial Regex NotProse();

    [GeneratedRegex(@"\b[A-Za-z]?[a-z]{2,}\b(?!\()")]
    private static partial Regex Words();
}
