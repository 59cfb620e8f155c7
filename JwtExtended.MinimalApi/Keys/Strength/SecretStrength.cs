namespace JwtExtended.MinimalApi.Keys.Strength;

/// <summary>
/// Finds secrets that people make up (RFC 8725, 3.5: human-memorizable passwords must not be used as the key of a MAC). A generated secret
/// is not mistaken for one: each limit is where one of a thousand million random secrets would be refused, or fewer.
/// </summary>
internal static class SecretStrength
{
    // The least that a generated secret of 32 bytes holds are 16 random bytes in hexadecimal digits, estimated at 114 bits, give or take 5;
    // 24 random bytes in base64 are estimated at 143, give or take 6.
    private const double LeastBits = 66;
    private const double LeastBitsOfDigits = 56;

    /// <summary>Finds out whether a secret is easy to guess.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="shortestPattern">How long a pattern must be to be repeated: as long as a secret of its own.</param>
    /// <returns>Why it is easy to guess.</returns>
    public static SecretWeakness Check(ReadOnlySpan<byte> secret, int shortestPattern)
    {
        if (PublishedSecrets.Contains(secret))
            return SecretWeakness.Published;
        if (PeriodOf(secret) is var period && period < shortestPattern && period <= secret.Length / 2)
            return SecretWeakness.Repeated;
        if (HumanLanguage.IsLanguageOf(secret))
            return SecretWeakness.Words;
        var least = FoldedText.IsHexadecimal(secret) ? LeastBitsOfDigits : LeastBits;
        return SecretEntropy.Estimate(secret) < least ? SecretWeakness.Predictable : SecretWeakness.None;
    }

    // The shortest period of a text is its length less its longest border (Knuth, Morris and Pratt).
    private static int PeriodOf(ReadOnlySpan<byte> text)
    {
        var borders = new int[text.Length + 1];
        borders[0] = -1;
        var border = -1;
        for (var i = 0; i < text.Length; i++)
        {
            while (border >= 0 && text[border] != text[i])
                border = borders[border];
            borders[i + 1] = ++border;
        }

        return text.Length - borders[text.Length];
    }
}
