using System.Numerics;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary>
/// The only way to create another valid text without the key: if (r, s) is an ECDSA signature, so is (r, n - s), of the same header and
/// payload. No mutation creates it by chance.
/// </summary>
internal static class TwinSignature
{
    public static string? Of(BenchmarkKey key, string token)
    {
        if (key.Ecdsa is not { } ecdsa)
            return null;
        var order = new BigInteger(ecdsa.ExportExplicitParameters(false).Curve.Order, isUnsigned: true, isBigEndian: true);
        var signature = CompactText.DecodeBytes(token, 2);
        var half = signature.Length / 2;
        var twin = order - new BigInteger(signature.AsSpan(half), isUnsigned: true, isBigEndian: true);
        var bytes = twin.ToByteArray(isUnsigned: true, isBigEndian: true);
        return CompactText.With(token, 2, CompactText.Encode([.. signature[..half], .. new byte[half - bytes.Length], .. bytes]));
    }
}
