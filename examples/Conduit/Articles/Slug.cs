using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Conduit.Articles;

/// <summary>The name of an article in its address.</summary>
internal static partial class Slug
{
    private const int SuffixLength = 8;

    // GET /api/articles/feed is another endpoint.
    private const string Reserved = "feed";

    public static string From(string title) =>
        Separators().Replace(title.ToLowerInvariant(), "-").Trim('-') is { Length: > 0 } slug ? slug : "article";

    public static bool IsReserved(string slug) => slug == Reserved;

    /// <summary>A name of its own for another article with the same title.</summary>
    public static string Another(string slug) => $"{slug}-{RandomNumberGenerator.GetHexString(SuffixLength, lowercase: true)}";

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex Separators();
}
