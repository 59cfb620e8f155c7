using System.Text;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>Writes any text as a quoted-string of a header (RFC 9110, 5.6.4).</summary>
internal static class QuotedString
{
    // A header is bounded whatever it tells.
    private const int MaxLength = 128;

    /// <summary>Writes a text.</summary>
    /// <returns>The text in quotes, of visible ASCII characters and spaces: no other ones leave Kestrel.</returns>
    public static string Of(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            if (character is '"' or '\\')
                quoted.Append('\\');
            quoted.Append(character is >= ' ' and <= '~' ? character : '?');
        }

        return quoted.Append('"').ToString();
    }
}
