namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The Levenshtein distance of two texts, ignoring case.</summary>
internal static class EditDistance
{
    /// <summary>Counts the characters that must be inserted, removed or replaced to turn one text into the other.</summary>
    public static int Between(string first, string second)
    {
        var (a, b) = (first.ToUpperInvariant(), second.ToUpperInvariant());
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
