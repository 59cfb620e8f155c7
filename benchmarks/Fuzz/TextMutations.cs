namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary>Mutations of the characters, blind to what they mean.</summary>
internal static class TextMutations
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    // Fullwidth, Cyrillic and mathematical look-alikes, other dots, invisible characters, halves of pairs.
    private const string LookAlikes =
        "\uff21\uff41\uff10\u0410\u0430\u0435\u041e\u2024\uff0e\u3002\u00ad\u200b\u200d\ufeff\u2010\u2212\uff3f"
        + "\ud835\udc00\u0131\u212a\u017f";

    private static readonly Func<Random, string, string[], string>[] All =
    [
        FlipBit, FlipBit, Replace, Replace, Insert, Delete, DeleteRange, Swap, SwapParts, DuplicatePart, DuplicateRange, Truncate,
        Splice, Splice,
        FlipCase, WhiteSpace, Padding, LookAlike, TailBits, TailBits, Dots, OtherAlphabet,
    ];

    public static string Mutate(Random random, string token, string[] others) => All[random.Next(All.Length)](random, token, others);

    private static string FlipBit(Random random, string token, string[] others) =>
        Put(token, random.Next(token.Length), c => (char)(c ^ (1 << random.Next(8))));

    private static string Replace(Random random, string token, string[] others) =>
        Put(token, random.Next(token.Length), _ => Alphabet[random.Next(64)]);

    private static string Insert(Random random, string token, string[] others)
    {
        var at = random.Next(token.Length + 1);
        return token.Insert(at, (random.Next(4) == 0 ? (char)random.Next(0x10000) : Alphabet[random.Next(64)]).ToString());
    }

    private static string Delete(Random random, string token, string[] others) => token.Remove(random.Next(token.Length), 1);

    private static string DeleteRange(Random random, string token, string[] others)
    {
        var start = random.Next(token.Length);
        return token.Remove(start, random.Next(token.Length - start));
    }

    private static string Swap(Random random, string token, string[] others)
    {
        var (i, j) = (random.Next(token.Length), random.Next(token.Length));
        return Put(Put(token, i, _ => token[j]), j, _ => token[i]);
    }

    private static string SwapParts(Random random, string token, string[] others)
    {
        var parts = token.Split('.');
        random.Shuffle(parts);
        return string.Join('.', parts);
    }

    private static string DuplicatePart(Random random, string token, string[] others)
    {
        var parts = token.Split('.').ToList();
        parts.Insert(random.Next(parts.Count + 1), parts[random.Next(parts.Count)]);
        return string.Join('.', parts);
    }

    private static string DuplicateRange(Random random, string token, string[] others)
    {
        var start = random.Next(token.Length);
        return token.Insert(start, token.Substring(start, random.Next(token.Length - start)));
    }

    private static string Truncate(Random random, string token, string[] others) =>
        random.Next(2) == 0 ? token[..random.Next(token.Length)] : token[random.Next(token.Length)..];

    private static string Splice(Random random, string token, string[] others)
    {
        var other = others[random.Next(others.Length)];
        if (random.Next(2) == 0)
            return token[..random.Next(token.Length)] + other[random.Next(other.Length)..];
        var (parts, foreign) = (token.Split('.'), other.Split('.'));
        var part = random.Next(Math.Min(parts.Length, foreign.Length));
        parts[part] = foreign[part];
        return string.Join('.', parts);
    }

    private static string FlipCase(Random random, string token, string[] others) => random.Next(8) == 0
        ? token.ToUpperInvariant()
        : Put(token, random.Next(token.Length), c => char.IsAsciiLetterLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));

    private static string WhiteSpace(Random random, string token, string[] others) =>
        token.Insert(
            random.Next(3) switch { 0 => 0, 1 => token.Length, _ => random.Next(token.Length) },
            " \t\r\n\u00a0\u2003\0"[random.Next(7)].ToString());

    private static string Padding(Random random, string token, string[] others)
    {
        var parts = token.Split('.');
        parts[random.Next(parts.Length)] += new string('=', random.Next(1, 4));
        return string.Join('.', parts);
    }

    private static string LookAlike(Random random, string token, string[] others) =>
        Put(token, random.Next(token.Length), _ => LookAlikes[random.Next(LookAlikes.Length)]);

    /// <summary>Changes the last character of a part by its lowest bits: another text, to a lax decoder the same bytes.</summary>
    private static string TailBits(Random random, string token, string[] others)
    {
        var parts = token.Split('.');
        var part = random.Next(parts.Length);
        if (parts[part].Length > 0 && Alphabet.IndexOf(parts[part][^1], StringComparison.Ordinal) is var value and >= 0)
            parts[part] = parts[part][..^1] + Alphabet[value ^ random.Next(1, 16)];
        return string.Join('.', parts);
    }

    private static string Dots(Random random, string token, string[] others) => random.Next(3) switch
    {
        0 => token.Insert(random.Next(token.Length + 1), "."),
        1 => token.Replace(".", "..", StringComparison.Ordinal),
        _ => token.Replace(".", "", StringComparison.Ordinal),
    };

    private static string OtherAlphabet(Random random, string token, string[] others) =>
        token.Replace('-', '+').Replace('_', '/') + (random.Next(2) == 0 ? "" : "+");

    private static string Put(string text, int index, Func<char, char> change) =>
        string.Create(text.Length, (text, index, change), static (span, state) =>
        {
            state.text.CopyTo(span);
            span[state.index] = state.change(span[state.index]);
        });
}
