using System.Globalization;
using System.Text.RegularExpressions;

namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>Long texts in test cases.</summary>
internal static partial class ConduitText
{
    /// <summary>Replaces each number, such as <c>#65</c>, by a text of that length.</summary>
    public static string Lengthen(string body) =>
        Lengths().Replace(body, match => new string('a', int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"#(\d+)")]
    private static partial Regex Lengths();
}
