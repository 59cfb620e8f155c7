namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>Text that a caller chose, made fit for a log: bounded, and unable to forge a line.</summary>
internal static class ForeignText
{
    private const int MaxLength = 64;

    public static string Clean(ReadOnlySpan<char> text)
    {
        Span<char> clean = stackalloc char[Math.Min(text.Length, MaxLength)];
        text[..clean.Length].CopyTo(clean);
        foreach (ref var c in clean)
        {
            // U+2028 and U+2029 end a line in many viewers, a lone surrogate breaks encoders.
            if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029')
                c = '?';
        }

        return new string(clean);
    }
}
