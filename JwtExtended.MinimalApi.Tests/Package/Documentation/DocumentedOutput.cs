using System.Text.RegularExpressions;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>What the commands of a page print, as their comments say.</summary>
internal static partial class DocumentedOutput
{
    /// <summary>Makes a pattern of the comments of a script.</summary>
    /// <returns>
    /// A regular expression, in the order of the page: "# 200" behind a command is a status, and a comment of its own is a line of output,
    /// "..." anything.
    /// </returns>
    public static string Of(string script) => string.Join(@"[\s\S]*?", Expectations().Matches(script).Select(match =>
        match.Groups["status"] is { Success: true, Value: var status }
            ? $"HTTP/1.1 {status}"
            : Regex.Escape(match.Groups["line"].Value).Replace(@"\.\.\.", ".*", StringComparison.Ordinal)));

    [GeneratedRegex(@"curl -i[^\n]* # (?<status>\d{3})|^# (?<line>.+)$", RegexOptions.Multiline)]
    private static partial Regex Expectations();
}
