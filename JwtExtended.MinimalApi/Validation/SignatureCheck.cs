using System.Buffers;
using System.Text;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>Finds the key of a header and checks the signature (RFC 7515, 5.2) on the exact characters that were sent.</summary>
internal static class SignatureCheck
{
    private const int StackBytes = 1024;

    private static readonly Refusal UnknownKey = new(JwtErrorCode.TokenInvalid, "No key has the kid of the header, or none alone fits its alg.");
    private static readonly Refusal OtherAlgorithm = new(JwtErrorCode.TokenInvalid, "The alg of the header is not the one bound to the key.", suspicious: true);
    private static readonly Refusal WrongSignature = new(JwtErrorCode.TokenInvalid, "The signature does not hold.");

    public static Refusal? FindKey(KeySet keys, in JwsHeader header, out JwtKey key)
    {
        key = keys.Find(header.Kid, header.Algorithm)!;
        if (key is null)
            return UnknownKey.With(header.Kid);
        // RFC 8725, 3.1: the key says which algorithm is used, the token only repeats it.
        return key.Algorithm == header.Algorithm ? null : OtherAlgorithm.With(header.Algorithm.ToString());
    }

    public static Refusal? Check(in CompactJws jws, JwtKey key)
    {
        // Before anything is decoded or hashed: a signature of another length cannot hold.
        var length = key.SignatureLength;
        if (CompactJws.DecodedLength(jws.Signature) != length)
            return WrongSignature;
        Span<byte> signature = length <= StackBytes ? stackalloc byte[length] : new byte[length];
        CompactJws.Decode(jws.Signature, signature);
        return IsValid(jws.SigningInput, signature, key) ? null : WrongSignature;
    }

    private static bool IsValid(ReadOnlySpan<char> text, ReadOnlySpan<byte> signature, JwtKey key)
    {
        if (text.Length <= StackBytes)
            return IsValid(text, stackalloc byte[text.Length], signature, key);
        var rented = ArrayPool<byte>.Shared.Rent(text.Length);
        var valid = IsValid(text, rented.AsSpan(0, text.Length), signature, key);
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return valid;
    }

    private static bool IsValid(ReadOnlySpan<char> text, Span<byte> input, ReadOnlySpan<byte> signature, JwtKey key)
    {
        if (Ascii.FromUtf16(text, input, out var written) != OperationStatus.Done)
            throw new InvalidOperationException("A signature was checked before the characters were.");
        return key.Verify(input[..written], signature);
    }
}
