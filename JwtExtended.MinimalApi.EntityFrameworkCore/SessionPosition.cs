using System.Globalization;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>A position in the list of an identity: behind a session.</summary>
/// <param name="Started">When that session began, as Unix time in milliseconds.</param>
/// <param name="Key">The key of that session.</param>
internal readonly record struct SessionPosition(long Started, string Key)
{
    private const char Separator = ' ';

    /// <summary>Reads a position.</summary>
    /// <returns>The position.</returns>
    /// <exception cref="FormatException">The text is not a position.</exception>
    public static SessionPosition Parse(string text)
    {
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        return end > 0 && long.TryParse(text.AsSpan(0, end), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var started)
            ? new SessionPosition(started, text[(end + 1)..])
            : throw new FormatException("The text is not the position of a page. Pass the SessionPage.Next of the page before.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Started}{Separator}{Key}");
}
