using System.Buffers;
using System.Buffers.Text;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>A compact JWS (RFC 7515, 7.1), split and checked for its characters before any part is decoded.</summary>
internal readonly ref struct CompactJws
{
    private static readonly Refusal TooLong = new(JwtErrorCode.TokenMalformed, "The token is longer than MaxTokenLength.");
    private static readonly Refusal WrongParts = new(JwtErrorCode.TokenMalformed, "The token does not have three parts, or one is empty.");
    private static readonly Refusal WrongCharacter = new(JwtErrorCode.TokenMalformed, "The token holds a character outside of base64url.");
    private static readonly Refusal NotCanonical = new(JwtErrorCode.TokenMalformed, "A part of the token is not canonical base64url.");


    private CompactJws(ReadOnlySpan<char> text, int firstDot, int secondDot)
    {
        Header = text[..firstDot];
        Payload = text[(firstDot + 1)..secondDot];
        Signature = text[(secondDot + 1)..];
        SigningInput = text[..secondDot];
    }

    public ReadOnlySpan<char> Header { get; }

    public ReadOnlySpan<char> Payload { get; }

    public ReadOnlySpan<char> Signature { get; }

    /// <summary>Gets header and payload with the dot between them: the exact text that is signed.</summary>
    public ReadOnlySpan<char> SigningInput { get; }

    /// <summary>Splits a text.</summary>
    /// <param name="text">The compact text.</param>
    /// <param name="maxLength">The maximum length.</param>
    /// <param name="jws">The parts, unless the text is refused.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public static Refusal? Split(ReadOnlySpan<char> text, int maxLength, out CompactJws jws)
    {
        jws = default;
        if (text.Length > maxLength)
            return TooLong;
        if (text.ContainsAnyExcept(Base64UrlAlphabet.CharactersAndDot))
            return WrongCharacter;

        var firstDot = text.IndexOf('.');
        var secondDot = firstDot + 1 + text[(firstDot + 1)..].IndexOf('.');
        // secondDot == firstDot: the second dot is missing; == firstDot + 1: the payload is empty.
        if (firstDot <= 0 || secondDot <= firstDot + 1 || secondDot == text.Length - 1 || text[(secondDot + 1)..].Contains('.'))
            return WrongParts;

        jws = new CompactJws(text, firstDot, secondDot);
        return IsCanonical(jws.Header) && IsCanonical(jws.Payload) && IsCanonical(jws.Signature) ? null : NotCanonical;
    }

    /// <summary>Returns the length of a decoded part.</summary>
    /// <param name="part">The encoded part.</param>
    /// <returns>The number of bytes.</returns>
    public static int DecodedLength(ReadOnlySpan<char> part) => Base64Url.GetMaxDecodedLength(part.Length);

    /// <summary>Decodes a part that <see cref="Split"/> has checked.</summary>
    /// <param name="part">The encoded part.</param>
    /// <param name="bytes">The destination, of exactly <see cref="DecodedLength"/> bytes.</param>
    /// <exception cref="InvalidOperationException">The part was not checked.</exception>
    public static void Decode(ReadOnlySpan<char> part, Span<byte> bytes)
    {
        if (Base64Url.DecodeFromChars(part, bytes, out _, out var written) != OperationStatus.Done || written != bytes.Length)
            throw new InvalidOperationException("A part was decoded before its characters were checked.");
    }

    /// <summary>Decodes a part that <see cref="Split"/> has checked.</summary>
    /// <param name="part">The encoded part.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="InvalidOperationException">The part was not checked.</exception>
    public static byte[] Decode(ReadOnlySpan<char> part)
    {
        var bytes = new byte[DecodedLength(part)];
        Decode(part, bytes);
        return bytes;
    }

    // RFC 4648, 3.5: unused bits must be zero, or one token has several texts.
    private static bool IsCanonical(ReadOnlySpan<char> part) => (part.Length % 4) switch
    {
        0 => true,
        2 => (Base64UrlAlphabet.ValueOf(part[^1]) & 0b1111) == 0,
        3 => (Base64UrlAlphabet.ValueOf(part[^1]) & 0b11) == 0,
        _ => false,
    };
}
