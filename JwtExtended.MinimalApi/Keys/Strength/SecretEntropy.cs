namespace JwtExtended.MinimalApi.Keys.Strength;

/// <summary>Estimates how much of a secret cannot be predicted from what stands before it.</summary>
internal static class SecretEntropy
{
    private const double BitsOfWord = 6;
    private const double BitsOfLetterInWord = 2;
    private const double BitsOfSeparator = 1;
    private const int ContextLength = 3;

    /// <summary>Estimates the entropy.</summary>
    /// <param name="secret">The secret.</param>
    /// <returns>The estimate in bits. It is low for what people make up, and not exact for anything else.</returns>
    public static double Estimate(ReadOnlySpan<byte> secret)
    {
        var text = FoldedText.Lower(secret);
        // In hexadecimal digits, what looks like a word is there by chance.
        var letters = FoldedText.IsHexadecimal(text) ? [] : FoldedText.Letters(text);
        var perByte = EntropyPerByte(secret);
        var seen = new Dictionary<int, int>();
        var bits = 0.0;
        byte separator = 0;
        for (var i = 0; i < text.Length;)
        {
            var next = i + 1;
            if (letters.Length > 0 && CommonWords.LengthAt(letters.AsSpan(i)) is > 0 and var word)
            {
                bits += letters.AsSpan(0, i).IndexOf(letters.AsSpan(i, word)) < 0 ? BitsOfWord : BitsOfSeparator;
                next = i + word;
            }
            else if (letters.Length > 0 && HumanLanguage.LengthOfWordAt(letters, i) is > 0 and var length)
            {
                bits += length * BitsOfLetterInWord;
                next = i + length;
            }
            else if (!IsPredicted(text, i, seen))
            {
                var isSeparator = !char.IsAsciiLetterOrDigit((char)text[i]);
                bits += isSeparator && text[i] == separator ? BitsOfSeparator : perByte;
                if (isSeparator)
                    separator = text[i];
            }

            for (; i < next; i++)
                Remember(text, i, seen);
        }

        return bits;
    }

    // Shannon's, of the frequencies of the bytes.
    private static double EntropyPerByte(ReadOnlySpan<byte> secret)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var value in secret)
            counts[value]++;
        var entropy = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
                entropy -= (double)count / secret.Length * Math.Log2((double)count / secret.Length);
        }

        return entropy;
    }

    private static bool IsPredicted(byte[] text, int i, Dictionary<int, int> seen)
    {
        if (i >= 2 && (text[i] == text[i - 1] && text[i] == text[i - 2] || KeyboardRows.Continue(text[i - 2], text[i - 1], text[i])))
            return true;
        if (i < ContextLength)
            return false;
        var step = text[i] - text[i - 1];
        if (step == text[i - 1] - text[i - 2] && step == text[i - 2] - text[i - 3])
            return true;
        return seen.TryGetValue(ContextOf(text, i), out var earlier) && text[earlier] == text[i];
    }

    private static void Remember(byte[] text, int i, Dictionary<int, int> seen)
    {
        if (i >= ContextLength)
            seen[ContextOf(text, i)] = i;
    }

    private static int ContextOf(byte[] text, int i) => text[i - 3] << 16 | text[i - 2] << 8 | text[i - 1];
}
