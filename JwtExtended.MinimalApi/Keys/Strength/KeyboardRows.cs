namespace JwtExtended.MinimalApi.Keys.Strength;

/// <summary>The rows and columns of a keyboard, and the alphabet.</summary>
internal static class KeyboardRows
{
    // In lower case, as everything that is compared with them.
    private static readonly string[] Rows =
    [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "1234567890qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn", "!@#$%^&*()_+", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "qazwsxedcrfvtgbyhnujmikolp",
        "zaq1xsw2cde3vfr4bgt5nhy6mju7",
    ];

    private static readonly HashSet<int> Triples = CreateTriples();

    /// <summary>Checks whether three characters follow each other in a row, in either direction.</summary>
    public static bool Continue(byte first, byte second, byte third) => Triples.Contains(Key(first, second, third));

    private static HashSet<int> CreateTriples()
    {
        var triples = new HashSet<int>();
        foreach (var row in Rows)
        {
            for (var i = 2; i < row.Length; i++)
            {
                triples.Add(Key((byte)row[i - 2], (byte)row[i - 1], (byte)row[i]));
                triples.Add(Key((byte)row[i], (byte)row[i - 1], (byte)row[i - 2]));
            }
        }

        return triples;
    }

    private static int Key(byte first, byte second, byte third) => first << 16 | second << 8 | third;
}
