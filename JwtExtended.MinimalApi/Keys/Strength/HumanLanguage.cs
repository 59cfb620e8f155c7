using System.Text;

namespace JwtExtended.MinimalApi.Keys.Strength;

/// <summary>Tells text of a human language from random characters, by which letters follow each other.</summary>
internal static class HumanLanguage
{
    private const int Letters = 26;
    private const int ShortestWord = 4;
    private const double MostBitsInWord = 3.5;

    // Fewer pairs of letters do not tell text from chance.
    private const int FewestPairs = 18;

    // With these, one of 10^9 random texts of letters is taken for language, and fewer of those with digits in between.
    private const double MeanOfRandomPairs = 7.0;
    private const double Deviation = 16.2;
    private const double MostBitsOfPair = 4.7;

    // A row for each letter: what it costs to write the other one after it, in halves of a bit from 'a' on, in English text.
    private static readonly string[] Costs =
    [
        "vkiksokrkumhjfuktgifmmoslr",
        "hlrrfuwuhmxfrthtxhkpguuxiy",
        "gxlwfwxgiyijwwewtknhjwyypw",
        "iqrkdrnrervlpqhmxlirkppymv",
        "jpjgllnrnvtjkgqmnffkrlolmu",
        "iurwhivvfxwjvvewyfoiiywyky",
        "hswueskhgwvjoiipxgjqixsxnv",
        "fsvuctxvgxvqpqhvxmokmysynx",
        "kkhlikkwuwrjkehntlggrlwsxn",
        "fuuuetuujutuuufpusnuftguuu",
        "jnsrcqtofuqkqjmqxogrnxpxmx",
        "grqlfoquexqgqshqxrklkptwhx",
        "fjqmesxvgyxqkpghxuiujtvypy",
        "jsjghmfrjtnosmistsggmntwlu",
        "onkkohlsnvkkjeljvfkihlkrqt",
        "gtssguskhxuhpsgiyfkjiyuyjy",
        "rtuuuuuuquukuutuuuttastuuu",
        "gollepnsgvkokmhovlijlnqxjw",
        "jskteqtihwnmmoijpshfjvoyox",
        "ispvfsuefxwmsshryiilmxnxlt",
        "kjjkjomvjvsiigpkxgfgvswsur",
        "gxuvbxwwfxxuvwiwxttvptxxrx",
        "fquqhtufexrntjfsxkkltxqxsv",
        "iufvgtulhvvspumguutempsoku",
        "jmlniqoqiuslkkdjwhgkpunsso",
        "grsscutofurkqqiqtsrrnrrumi",
    ];

    /// <summary>Checks whether a secret is mostly text.</summary>
    public static bool IsLanguageOf(ReadOnlySpan<byte> secret)
    {
        var (pairs, sum) = (0, 0.0);
        for (var i = 1; i < secret.Length; i++)
        {
            // A capital letter begins a word.
            var isWithinWord = !char.IsAsciiLetterUpper((char)secret[i]) || !char.IsAsciiLetterLower((char)secret[i - 1]);
            if (isWithinWord && CostOf(secret[i - 1], secret[i]) is { } cost)
                (pairs, sum) = (pairs + 1, sum + cost);
        }

        return pairs >= FewestPairs && pairs * 5 >= secret.Length * 2
            && sum / pairs <= Math.Min(MostBitsOfPair, MeanOfRandomPairs - Deviation / Math.Sqrt(pairs))
            || HasOtherLetters(secret);
    }

    /// <summary>Finds a sequence of letters that may be a word.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where it begins, which must not be within a word.</param>
    /// <returns>Its length; 0 if there is none.</returns>
    public static int LengthOfWordAt(ReadOnlySpan<byte> text, int start)
    {
        var (end, sum) = (start, 0.0);
        while (end + 1 < text.Length && CostOf(text[end], text[end + 1]) is { } cost)
            (end, sum) = (end + 1, sum + cost);
        var length = end + 1 - start;
        return length >= ShortestWord && sum / (length - 1) <= MostBitsInWord ? length : 0;
    }

    // Letters of other alphabets in UTF-8, which no generator writes.
    private static bool HasOtherLetters(ReadOnlySpan<byte> secret)
    {
        var (characters, others) = (0, 0);
        for (var rest = secret; rest.Length > 0; characters++)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done || Rune.IsControl(rune))
                return false;
            if (!rune.IsAscii && Rune.IsLetter(rune))
                others++;
            rest = rest[length..];
        }

        return others * 4 >= characters;
    }

    private static double? CostOf(byte first, byte second)
    {
        var (row, column) = ((first | 0x20) - 'a', (second | 0x20) - 'a');
        return row is >= 0 and < Letters && column is >= 0 and < Letters ? (Costs[row][column] - 'a') / 2.0 : null;
    }
}
