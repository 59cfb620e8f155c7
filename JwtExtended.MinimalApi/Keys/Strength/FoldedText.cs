namespace JwtExtended.MinimalApi.Keys.Strength;

/// <summary>Text in which sequences and words can be found.</summary>
internal static class FoldedText
{
    /// <summary>Writes letters in lower case.</summary>
    /// <returns>As many characters as the secret has bytes.</returns>
    public static byte[] Lower(ReadOnlySpan<byte> secret)
    {
        var text = secret.ToArray();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiLetterUpper((char)text[i]))
                text[i] |= 0x20;
        }

        return text;
    }

    /// <summary>Writes digits after letters as the letters that they look like.</summary>
    /// <param name="lower">The text in lower case.</param>
    /// <returns>As many characters.</returns>
    public static byte[] Letters(ReadOnlySpan<byte> lower)
    {
        var text = lower.ToArray();
        for (var i = 1; i < text.Length; i++)
        {
            if (IsLetter(text[i - 1]))
                text[i] = LetterOf(text[i]);
        }

        return text;
    }

    /// <summary>Checks whether all letters are hexadecimal digits, which stand beside each other, and beside digits, by chance.</summary>
    public static bool IsHexadecimal(ReadOnlySpan<byte> text)
    {
        foreach (var character in text)
        {
            if (char.IsAsciiLetter((char)character) && !char.IsAsciiHexDigit((char)character))
                return false;
        }

        return true;
    }

    private static bool IsLetter(byte character) => char.IsAsciiLetterLower((char)character);

    private static byte LetterOf(byte character) => character switch
    {
        (byte)'0' => (byte)'o',
        (byte)'1' or (byte)'!' => (byte)'i',
        (byte)'3' => (byte)'e',
        (byte)'4' or (byte)'@' => (byte)'a',
        (byte)'5' or (byte)'$' => (byte)'s',
        (byte)'7' => (byte)'t',
        _ => character,
    };
}
