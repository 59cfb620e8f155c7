using System.Buffers;
using System.Text;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>Finds the key for a header, and verifies the signature (RFC 7515, 5.2) over the exact characters that were sent.</summary>
internal static class SignatureCheck
{
    private static readonly Refusal UnknownKey =
        new(JwtErrorCode.TokenInvalid, "No key has the kid of the header, or not exactly one key fits its alg.");

    private static readonly Refusal OtherType =
        new(JwtErrorCode.TokenInvalid, "The kid of the header is that of a key for tokens of another type.", suspicious: true);

    private static readonly Refusal OtherAlgorithm =
        new(JwtErrorCode.TokenInvalid, "The alg of the header is not the one bound to the key.", suspicious: true);

    private static readonly Refusal WrongSignature =
        new(JwtErrorCode.TokenInvalid, "The signature is not valid.");

    /// <summary>Finds the key for a header.</summary>
    /// <param name="keys">The current keys.</param>
    /// <param name="type">The type of the token.</param>
    /// <param name="header">The header.</param>
    /// <param name="key">The key, unless the header is refused.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public static Refusal? FindKey(KeySet keys, TokenType type, in JwsHeader header, out JwtKey key)
    {
        key = keys.Find(type, header.Kid, header.Algorithm)!;
        if (key is null)
            return (keys.IsOfOtherType(type, header.Kid) ? OtherType : UnknownKey).WithClientValue(header.Kid);
        // RFC 8725, 3.1: the key determines the algorithm, and the header must agree.
        return key.Algorithm == header.Algorithm ? null : OtherAlgorithm.WithClientValue(header.Algorithm.ToString());
    }

    /// <summary>Verifies the signature.</summary>
    /// <param name="jws">The token.</param>
    /// <param name="key">The key.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public static Refusal? Check(in CompactJws jws, JwtKey key)
    {
        // Before anything is decoded or hashed: a signature of another length cannot be valid.
        if (CompactJws.DecodedLength(jws.Signature) != key.SignatureLength)
            return WrongSignature;
        // The longest is that of the longest RSA key, 2,048 bytes.
        Span<byte> signature = stackalloc byte[key.SignatureLength];
        CompactJws.Decode(jws.Signature, signature);
        return IsValid(jws.SigningInput, signature, key) ? null : WrongSignature;
    }

    private static bool IsValid(ReadOnlySpan<char> text, ReadOnlySpan<byte> signature, JwtKey key)
    {
        var rented = ArrayPool<byte>.Shared.Rent(text.Length);
        if (Ascii.FromUtf16(text, rented, out var written) != OperationStatus.Done)
            throw new InvalidOperationException("A signature was verified before its characters were checked.");
        var valid = key.Verify(rented.AsSpan(0, written), signature);
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return valid;
    }
}
