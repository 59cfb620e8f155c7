using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Cookies;
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

    private const string Before =
        "using JwtExtended.MinimalApi;\nvar app = WebApplication.CreateBuilder(args).Build();\nstring encoded = args[0];\n";

    private const string After = "\nrecord NewPassword(string Password);";

    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    private static IEnumerable<TestCaseData> Programs =>
        CodeBlocks().Matches(Readme).Select((match, i) => new TestCaseData(match.Groups[1].Value).SetArgDisplayNames($"block {i + 1}"));

    [TestCaseSource(nameof(Programs))]
    public void A_program_of_the_README_compiles(string code)
    {
        var program = code.StartsWith("using ", StringComparison.Ordinal) ? code : Before + code + After;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));

        var compilation = CSharpCompilation.Create(
            "Readme",
            [CSharpSyntaxTree.ParseText(program), CSharpSyntaxTree.ParseText(Usings)],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS8019")
            .Should().BeEmpty();
    }

    [Test]
    public void Every_option_is_in_the_README_with_its_default()
    {
        var documented = OptionRows();

        foreach (var option in OptionTable.Rows)
            documented.Should().ContainKey(option.Name).WhoseValue.Should().Be(DefaultOf(option), option.Name);
    }

    private static Dictionary<string, string> OptionRows()
    {
        var rows = new Dictionary<string, string>();
        foreach (var line in Readme.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            var cells = line.Split(" | ");
            var names = cells[0].TrimStart('|', ' ').Split(", ");
            var defaults = cells[1].Split(", ");
            for (var i = 0; i < names.Length; i++)
                rows[names[i].Trim('`')] = names.Length == defaults.Length ? defaults[i] : cells[1];
        }

        return rows;
    }

    private static string DefaultOf(OptionDescriptor option) => option.GetValue(new JwtOptions()) switch
    {
        null or IList { Count: 0 } => DefaultInWords(option.Name),
        bool value => value ? "`true`" : "`false`",
        int value => value.ToString(CultureInfo.InvariantCulture),
        var value => $"`{value}`",
    };

    private static string DefaultInWords(string name)
    {
        var cookies = CookieRules.Of(new JwtCookieOptions(), new CsrfOptions(), isDevelopment: false);
        return name switch
        {
            "Algorithm" => "HS256, or what fits the key",
            "Issuer" or "Audience" => "the application name",
            "MaxSessions" => "no limit",
            "MaxTokenLifetime" => "the longer of `AccessTokenExpires` and `RefreshTokenExpires`",
            "Locations" => $"`{TokenLocation.Header}`",
            "Cookies.AccessName" => $"`{cookies.AccessName}`",
            "Cookies.RefreshName" => $"`{cookies.RefreshName}`",
            "Cookies.Domain" => "this host only",
            "Cookies.RefreshPath" => $"`{cookies.RefreshPath}`",
            "Cookies.RefreshWithin" => "off",
            _ => "none",
        };
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();
}
