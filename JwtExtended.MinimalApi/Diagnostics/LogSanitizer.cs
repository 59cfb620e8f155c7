using System.Globalization;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>Text that a caller chose, made fit for a log: bounded, unable to forge a line, to turn its direction or to break an encoder.</summary>
internal static class LogSanitizer
{
    private const int MaxLength = 64;

    public static string Sanitize(ReadOnlySpan<char> text)
    {
        Span<char> clean = stackalloc char[Math.Min(text.Length, MaxLength)];
        text[..clean.Length].CopyTo(clean);
        foreach (ref var c in clean)
        {
            if (char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                c = '?';
        }

        return new string(clean);
    }
}
