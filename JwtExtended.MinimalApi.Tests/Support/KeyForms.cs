using System.Buffers.Text;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Several encodings of one key pair, as different tools write them.</summary>
internal static class KeyForms
{
    /// <summary>Writes a key in PKCS#1 (RFC 8017, A.1.2), with these very numbers.</summary>
    public static string Pkcs1Pem(RSAParameters key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            foreach (var number in new[] { key.Modulus, key.Exponent, key.D, key.P, key.Q, key.DP, key.DQ, key.InverseQ })
                writer.WriteInteger(Number(number));
        }

        return PemEncoding.WriteString("RSA PRIVATE KEY", writer.Encode());
    }

    public static string Jwk(RSAParameters key) => new JsonObject
    {
        ["kty"] = "RSA",
        ["n"] = Text(key.Modulus),
        ["e"] = Text(key.Exponent),
        ["d"] = Text(key.D),
        ["p"] = Text(key.P),
        ["q"] = Text(key.Q),
        ["dp"] = Text(key.DP),
        ["dq"] = Text(key.DQ),
        ["qi"] = Text(key.InverseQ),
    }.ToJsonString();

    public static string Jwk(ECParameters key) => new JsonObject
    {
        ["kty"] = "EC",
        ["crv"] = "P-256",
        ["x"] = Text(key.Q.X),
        ["y"] = Text(key.Q.Y),
        ["d"] = Text(key.D),
    }.ToJsonString();

    /// <summary>The same key with the primes in the other order.</summary>
    public static RSAParameters SwapPrimes(RSAParameters key) => key with
    {
        P = key.Q,
        Q = key.P,
        DP = key.DQ,
        DQ = key.DP,
        // Fermat: the inverse modulo a prime.
        InverseQ = Bytes(BigInteger.ModPow(Number(key.P), Number(key.Q) - 2, Number(key.Q)), key.P!.Length),
    };

    /// <summary>The same key with another private exponent: one modulo the least common multiple, the other modulo the product.</summary>
    public static RSAParameters ChangePrivateExponent(RSAParameters key)
    {
        var (p, q, d) = (Number(key.P) - 1, Number(key.Q) - 1, Number(key.D));
        var multiple = p / BigInteger.GreatestCommonDivisor(p, q) * q;
        var least = d % multiple;
        return key with { D = Bytes(least == d ? d + multiple : least, key.D!.Length) };
    }

    /// <summary>A key on P-256 whose private number begins with a zero byte.</summary>
    public static ECParameters ShortEcKey()
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = [0, .. RandomNumberGenerator.GetBytes(31)],
        });
        return key.ExportParameters(true);
    }

    private static BigInteger Number(byte[]? bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number, int length)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - bytes.Length], .. bytes];
    }

    // Without leading zeros, as some tools write a d that must have the full width.
    private static string Text(byte[]? bytes) => Base64Url.EncodeToString(bytes.AsSpan().TrimStart((byte)0));
}
