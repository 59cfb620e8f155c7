using System.Globalization;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>Makes text from a client safe to log: bounded, on one line, without characters that reorder text or break an encoder.</summary>
internal static class LogSanitizer
{
    private const int MaxLength = 64;

    /// <summary>Returns at most 64 characters of a text, with control, format, surrogate and separator characters replaced.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The sanitized text.</returns>
    public static string Sanitize(ReadOnlySpan<char> text)
    {
        Span<char> sanitized = stackalloc char[Math.Min(text.Length, MaxLength)];
        text[..sanitized.Length].CopyTo(sanitized);
        foreach (ref var c in sanitized)
        {
            if (char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                c = '?';
        }

        return new string(sanitized);
    }
}
