using System.Text.Json;
using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace JwtExtended.MinimalApi.Tests.Package;

/// <summary>What the README shows compiles, and what it lists is complete.</summary>
public sealed partial class ReadmeTests
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.EntityFrameworkCore;
        global using Microsoft.Extensions.DependencyInjection;
        """;

    private const string Before = "using JwtExtended.MinimalApi;\nvar app = WebApplication.CreateBuilder(args).Build();\nstring encoded = args[0];\n";

    private const string After = "\nrecord NewPassword(string Password);";

    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    private static IEnumerable<TestCaseData> Programs =>
        CodeBlocks().Matches(Readme).Select((match, i) => new TestCaseData(match.Groups[1].Value).SetArgDisplayNames($"block {i + 1}"));

    [TestCaseSource(nameof(Programs))]
    public void A_program_of_the_README_compiles(string code)
    {
        var program = code.StartsWith("using ", StringComparison.Ordinal) ? code : Before + code + After;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));

        var compilation = CSharpCompilation.Create(
            "Readme",
            [CSharpSyntaxTree.ParseText(program), CSharpSyntaxTree.ParseText(Usings)],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS8019").Should().BeEmpty();
    }

    [Test]
    public void Every_option_is_in_the_README_with_its_default()
    {
        foreach (var property in typeof(JwtOptions).GetProperties().Where(property => property.Name is not (nameof(JwtOptions.Revocation) or nameof(JwtOptions.Keys) or nameof(JwtOptions.Rotation) or nameof(JwtOptions.Cookies) or nameof(JwtOptions.Csrf))))
            Readme.Should().Contain($"`{property.Name}`");

        var options = new JwtOptions();
        Readme.Should().Contain($"| `AccessTokenExpires` | `{options.AccessTokenExpires:c}` |");
        Readme.Should().Contain($"| `RefreshTokenExpires` | `{options.RefreshTokenExpires:c}` |");
        Readme.Should().Contain($"| `Leeway` | `{options.Leeway:c}` |");
        Readme.Should().Contain($"| `MaxTokenLength` | {options.MaxTokenLength} |");
        Readme.Should().Contain($"| `VerifiedTokenCacheSize` | {options.VerifiedTokenCacheSize} |");
        Readme.Should().Contain($"| `SessionExpires` | `{options.SessionExpires:c}` |");
        Readme.Should().Contain($"| `Revocation.RecheckInterval` | `{options.Revocation.RecheckInterval:c}` |");
        Readme.Should().Contain($"| `Rotation.GraceWindow` | `{options.Rotation.GraceWindow:c}` |");
        Readme.Should().Contain($"| `Revocation.OnStoreFailure` | `{options.Revocation.OnStoreFailure}` |");
        Readme.Should().Contain($"| `Keys.ReloadOnChange` | `{(options.Keys.ReloadOnChange ? "true" : "false")}` |");
        Readme.Should().Contain($"| `HeaderName`, `HeaderPrefix` | `{options.HeaderName}`, `{options.HeaderPrefix}` |");
        Readme.Should().Contain($"| `RefreshHeaderName`, `RefreshHeaderPrefix` | `{options.RefreshHeaderName}`, `{options.RefreshHeaderPrefix}` |");
        Readme.Should().Contain($"| `QueryParameter` | `{options.QueryParameter}` |");
        Readme.Should().Contain($"| `RoleClaim` | `{options.RoleClaim}` |");
        Readme.Should().Contain($"| `Revocation.Timeout` | `{options.Revocation.Timeout:c}` |");
        Readme.Should().Contain("| `ValidateIssuer`, `ValidateAudience` | `true` |");
        (options.ValidateIssuer, options.ValidateAudience, options.AllowNonExpiringTokens).Should().Be((true, true, false));
    }

    [Test]
    public void Every_error_code_is_in_the_README()
    {
        foreach (var code in Enum.GetValues<JwtErrorCode>())
            Readme.Should().Contain($"`{JsonSerializer.Serialize(code).Trim('"')}`");
    }

    [Test]
    public void No_usable_secret_stands_in_a_document()
    {
        var documents = Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "examples"), "*.md", SearchOption.AllDirectories));

        foreach (var document in documents)
            File.ReadAllText(document).Should().NotMatchRegex("[A-Za-z0-9+/_-]{43,}", document).And.NotContain("PRIVATE KEY");
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();
}
