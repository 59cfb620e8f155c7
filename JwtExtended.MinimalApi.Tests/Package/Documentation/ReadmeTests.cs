using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Cookies;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>The README is a first page, and the page of the options is complete.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = Document.Of("README.md").Text;

    [Test]
    public void The_README_is_short() => Readme.Split('\n').Should().HaveCountLessThan(151);

    [Test]
    public void The_README_names_one_test_command() => TestCommands().Matches(Readme).Should().ContainSingle();

    [Test]
    public void Every_option_is_documented_with_its_default()
    {
        var documented = OptionRows();

        foreach (var option in OptionTable.Rows)
            documented.Should().ContainKey(option.Name).WhoseValue.Should().Be(DefaultOf(option), option.Name);
    }

    private static Dictionary<string, string> OptionRows()
    {
        var rows = new Dictionary<string, string>();
        var lines = Document.Of("docs/configuration.md").Text.Split('\n');
        foreach (var line in lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
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
            "Issuer" or "Audience" or "ClientId" => "the application name",
            "Realm" => "the issuer",
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

    [GeneratedRegex("^dotnet test.*$", RegexOptions.Multiline)]
    private static partial Regex TestCommands();
}
