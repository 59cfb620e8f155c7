using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>
/// The private part of a key pair in one form, whatever format the key came in. Only what the public key determines is used: the same RSA
/// key has several encodings, with the primes in either order and with equivalent private exponents.
/// </summary>
internal static class CanonicalPrivateKey
{
    /// <summary>Exports the private part.</summary>
    /// <returns>The bytes; <see langword="null"/> if the key has no private part, or one that cannot be exported.</returns>
    public static byte[]? Export(AsymmetricAlgorithm key)
    {
        try
        {
            return key switch
            {
                RSA rsa => Primes(rsa.ExportParameters(includePrivateParameters: true)),
                ECDsa ec => Scalar(ec.ExportParameters(includePrivateParameters: true)),
                _ => null,
            };
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException or NotImplementedException)
        {
            // A public key, or a key whose private part stays in a certificate store or vault.
            return null;
        }
    }

    // The smaller prime and then the larger one, each as wide as the larger half of the modulus.
    private static byte[]? Primes(RSAParameters key)
    {
        if (key is not { P: { } first, Q: { } second })
            return null;
        var width = (key.Modulus!.Length + 1) / 2;
        var (p, q) = (Pad(first, width), Pad(second, width));
        return p.AsSpan().SequenceCompareTo(q) <= 0 ? [.. p, .. q] : [.. q, .. p];
    }

    private static byte[]? Scalar(ECParameters key) => key.D is null ? null : Pad(key.D, key.Q.X!.Length);

    // Unsigned, big-endian, with leading zeros.
    private static byte[] Pad(ReadOnlySpan<byte> number, int width)
    {
        number = number.TrimStart((byte)0);
        var padded = new byte[width];
        number.CopyTo(padded.AsSpan(width - number.Length));
        return padded;
    }
}
