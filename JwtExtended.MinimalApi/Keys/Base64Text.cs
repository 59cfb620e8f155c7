using System.Buffers.Text;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>
/// Decodes base64 as people copy it: with or without padding, in the standard or the URL alphabet (RFC 4648, 4 and 5), but not a mixture
/// of them, and with white space anywhere.
/// </summary>
internal static class Base64Text
{
    private const int Group = 4;

    /// <summary>Decodes a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The bytes; <see langword="null"/> if the text is not base64.</returns>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.ContainsAny('+', '/') && text.ContainsAny('-', '_'))
            return null;
        var characters = new char[text.Length];
        var length = 0;
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
                characters[length++] = character switch { '+' => '-', '/' => '_', _ => character };
        }

        var unpadded = characters.AsSpan(0, length).TrimEnd('=');
        // RFC 4648, 3.2: padding is left out as a whole, or fills the last group.
        if (unpadded.Length < length && (length % Group != 0 || length - unpadded.Length >= Group - 1))
            return null;
        return unpadded.ContainsAnyExcept(Base64UrlAlphabet.Characters) ? null : DecodeUnpadded(unpadded);
    }

    private static byte[]? DecodeUnpadded(Span<char> text)
    {
        var rest = text.Length % Group;
        if (rest == 1)
            return null;
        // RFC 4648, 3.5: bits that belong to no byte say nothing. Some versions of .NET refuse them, and others do not.
        if (rest > 1)
            text[^1] = Base64UrlAlphabet.CharacterOf(Base64UrlAlphabet.ValueOf(text[^1]) & (rest == 2 ? 0b110000 : 0b111100));
        return Base64Url.DecodeFromChars(text);
    }
}
