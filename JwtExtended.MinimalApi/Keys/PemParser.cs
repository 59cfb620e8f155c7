using System.Buffers;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>
/// Finds the blocks of PEM text. What is around them is ignored (RFC 7468, 2), and so are line breaks within them: a block that was folded
/// into one line is read as well.
/// </summary>
internal static class PemParser
{
    private const string End = "-----END ";
    private const string Dashes = "-----";
    private const int MaxBlocks = 256;
    private const int MaxLabelLength = 64;

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ");

    /// <summary>Finds all blocks.</summary>
    /// <param name="name">The option or file that holds the text, for messages.</param>
    /// <param name="pem">The text, with at least one beginning of a block.</param>
    /// <param name="blocks">The blocks, unless there is an error.</param>
    /// <returns>The error, or <see langword="null"/>.</returns>
    public static string? Parse(string name, string pem, out List<PemBlock> blocks)
    {
        blocks = [];
        var rest = pem.AsSpan();
        while (rest.IndexOf(PemText.Begin) is >= 0 and var begin)
        {
            rest = rest[(begin + PemText.Begin.Length)..];
            if (ReadLabel(rest) is not { } label)
                return $"{name} has a line '-----BEGIN' that does not end with '-----'. Copy the whole text of the key again.";
            rest = rest[(label.Length + Dashes.Length)..];
            var end = rest.IndexOf(End);
            if (end < 0 || rest[..end].Contains(PemText.Begin, StringComparison.Ordinal))
            {
                return $"{name} has a block {label} without its last line: it is cut off. Copy the whole text of the key; "
                    + "a variable of one line carries its line breaks as \\n.";
            }

            if (ReadLabel(rest[(end + End.Length)..]) != label)
                return $"{name} has a block {label} with the last line of another block. Copy the whole text of the key again.";
            if (blocks.Count == MaxBlocks)
                return $"{name} has more than {MaxBlocks} blocks. Keep only the blocks of the key.";
            blocks.Add(new PemBlock(label, rest[..end].ToString()));
            rest = rest[(end + End.Length)..];
        }

        return null;
    }

    private static string? ReadLabel(ReadOnlySpan<char> text)
    {
        var length = text[..Math.Min(text.Length, MaxLabelLength + Dashes.Length)].IndexOf(Dashes);
        return length > 0 && !text[..length].ContainsAnyExcept(LabelCharacters) ? text[..length].ToString() : null;
    }
}
