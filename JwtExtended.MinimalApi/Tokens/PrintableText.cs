namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Text of printable ASCII characters: the values of OAuth (RFC 6749, appendix A) and of headers (RFC 9110, 5.5).</summary>
internal static class PrintableText
{
    /// <summary>Determines whether a text consists of visible ASCII characters and spaces.</summary>
    /// <param name="text">The text.</param>
    /// <returns><see langword="true"/> if it does, or is empty.</returns>
    public static bool IsValid(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');

    /// <summary>Determines whether a text can be the id of a client (RFC 6749, A.1).</summary>
    /// <param name="text">The text.</param>
    /// <returns><see langword="true"/> if it is not empty, and valid.</returns>
    public static bool IsClientId(string text) => text.Length > 0 && IsValid(text);
}
