using System.Buffers;
using System.Buffers.Text;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>
/// Decodes base64 as people copy it: with or without padding, in the standard or the URL alphabet (RFC 4648, 4 and 5), but not a mixture
/// of them, and with white space anywhere.
/// </summary>
internal static class Base64Text
{
    /// <summary>Decodes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">Receives the bytes: at least as many as the text has characters.</param>
    /// <param name="written">How many they are.</param>
    /// <returns>Whether the text is base64.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int written)
    {
        written = 0;
        var isStandard = text.ContainsAny('+', '/');
        if (isStandard && text.ContainsAny('-', '_'))
            return false;
        var compact = new char[text.Length];
        var length = 0;
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
                compact[length++] = character switch { '+' => '-', '/' => '_', _ => character };
        }

        var characters = compact.AsSpan(0, length);
        var unpadded = characters.TrimEnd('=');
        // RFC 4648, 3.2: padding is left out as a whole, or fills the last group.
        if (unpadded.Length < length && (length % 4 != 0 || length - unpadded.Length > 2))
            return false;
        return !unpadded.ContainsAnyExcept(Base64UrlAlphabet.Characters)
            && unpadded.Length % 4 != 1
            && Base64Url.DecodeFromChars(unpadded, bytes, out _, out written) == OperationStatus.Done;
    }
}
