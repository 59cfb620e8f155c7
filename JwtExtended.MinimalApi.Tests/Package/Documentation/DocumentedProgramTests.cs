using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>The programs of the pages compile, and what the pages send to them gets the responses that the pages say.</summary>
public sealed class DocumentedProgramTests
{
    private static IEnumerable<TestCaseData> Programs =>
        from document in Document.Guides
        from block in document.Blocks
        where block.Language == "csharp"
        let types = document.Blocks.LastOrDefault(candidate => candidate.Line < block.Line && candidate.DeclaresTypesOf(block))
        select new TestCaseData(block, types).SetArgDisplayNames($"{document.Path}:{block.Line}");

    private static IEnumerable<TestCaseData> Conversations =>
        from document in Document.Guides
        from block in document.Blocks
        where block.IsConversation
        let program = document.Blocks.LastOrDefault(candidate => candidate.IsProgram && candidate.Line < block.Line)
        select new TestCaseData(program, block).SetArgDisplayNames($"{document.Path}:{block.Line}");

    [TestCaseSource(nameof(Programs))]
    public void A_program_compiles(object block, object? types)
    {
        var diagnostics = DocumentedProgram.Compile((CodeBlock)block, (CodeBlock?)types).GetDiagnostics();

        diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS8019").Should().BeEmpty();
    }

    [TestCaseSource(nameof(Conversations))]
    public async Task A_request_gets_the_response_that_the_page_says(object? program, object block)
    {
        program.Should().NotBeNull("a program is above the requests");
        await using var app = await DocumentedApp.StartAsync((CodeBlock)program!);

        var output = await app.RunAsync(((CodeBlock)block).Code);

        output.Should().MatchRegex(DocumentedOutput.Of(((CodeBlock)block).Code));
    }

    [TestCase("docs/testing.md", "JwtExtended.MinimalApi.Tests/Journeys/ApiTests.cs")]
    [TestCase("docs/testing.md", "JwtExtended.MinimalApi.Tests/Journeys/OpenEndpointTests.cs")]
    [TestCase("docs/testing.md", "JwtExtended.MinimalApi.Tests/Journeys/RoleTests.cs")]
    [TestCase("docs/testing.md", "JwtExtended.MinimalApi.Tests/Journeys/HandwrittenClientTests.cs")]
    [TestCase("docs/stores.md", "JwtExtended.MinimalApi.Tests/Revocation/DictionaryStore.cs")]
    [TestCase("docs/stores.md", "JwtExtended.MinimalApi.Tests/Revocation/DictionaryStoreContractTests.cs")]
    public void A_page_shows_the_code_that_the_tests_run(string document, string file)
    {
        const string mark = "which a test compares.\n";
        var text = File.ReadAllText(Path.Combine(Repository.Root, file));

        var code = text[(text.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..];

        Document.Of(document).Text.Should().Contain(code);
    }
}
