using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>The JavaScript of the guides is valid.</summary>
public sealed class DocumentedScriptTests
{
    private static IEnumerable<TestCaseData> Scripts =>
        from document in Document.Guides
        from block in document.Blocks
        where block.Language == "js"
        select new TestCaseData(block).SetArgDisplayNames($"{document.Path}:{block.Line}");

    [TestCaseSource(nameof(Scripts))]
    public async Task A_script_is_a_valid_module(object block)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "script.mjs"), ((CodeBlock)block).Code);
        if ((await Shell.RunAsync("command -v node || true", folder.Path)).Length == 0)
            Assert.Ignore("Node is missing. Install the Debian package nodejs.");

        await Shell.RunAsync("node --check script.mjs", folder.Path);
    }
}
