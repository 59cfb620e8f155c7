using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary>
/// The known attacks on algorithm and signature (RFC 8725, 2), with the key that an attacker has: the public one, or none.
/// </summary>
internal sealed class ForgedTokens(FuzzTarget target)
{
    private static readonly string[] Algorithms =
    [
        .. Enum.GetNames<JwtAlgorithm>(),
        "none", "None", "NONE", "nOnE", "hs256", "HS1", "ES256K", "EdDSA", "RSA-OAEP", "", "HS256 ", "HS256\\u0000",
    ];

    private readonly byte[][] _publicKeys = PublicKeys(target.Key);

    public string Mutate(Random random, string token) => random.Next(3) switch
    {
        0 => SwapAlgorithm(random, token),
        1 => SignAsStranger(random, token),
        _ => CompactText.With(token, 2, CompactText.Encode(Signature(random, CompactText.DecodeBytes(token, 2)))),
    };

    private string SwapAlgorithm(Random random, string token)
    {
        var header = HeaderWith(random, token);
        return random.Next(4) == 0 ? $"{header}.{token.Split('.')[1]}." : CompactText.With(token, 0, header);
    }

    /// <summary>Signs with HMAC under a public key, or under a secret that was forgotten in a configuration.</summary>
    private string SignAsStranger(Random random, string token)
    {
        var input = $"{HeaderWith(random, token)}.{token.Split('.')[1]}";
        var secret = _publicKeys[random.Next(_publicKeys.Length)];
        HashAlgorithmName hash = random.Next(3) switch
        {
            0 => HashAlgorithmName.SHA256,
            1 => HashAlgorithmName.SHA384,
            _ => HashAlgorithmName.SHA512,
        };
        return $"{input}.{CompactText.Encode(CryptographicOperations.HmacData(hash, secret, Encoding.UTF8.GetBytes(input)))}";
    }

    private string HeaderWith(Random random, string token)
    {
        var algorithm = Algorithms[random.Next(Algorithms.Length)];
        var header = CompactText.Decode(token, 0).Replace($"\"{target.Key.Algorithm}\"", $"\"{algorithm}\"", StringComparison.Ordinal);
        return CompactText.Encode(header);
    }

    /// <summary>A signature of zeros, ones, another length, another form, or with one bit changed.</summary>
    private byte[] Signature(Random random, byte[] good)
    {
        switch (random.Next(8))
        {
            case 0:
                return new byte[good.Length];
            case 1:
                return [.. Enumerable.Repeat((byte)0xff, good.Length)];
            case 2:
                return good[..random.Next(1, good.Length)];
            case 3:
                return [.. good, .. new byte[random.Next(1, 64)]];
            case 4:
                return [0, .. good];
            case 5:
                return [.. good[(good.Length / 2)..], .. good[..(good.Length / 2)]];
            case 6 when target.Key.Ecdsa is { } ecdsa:
                return ecdsa.SignData("other"u8, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            default:
                byte[] changed = [.. good];
                changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                return changed;
        }
    }

    private static byte[][] PublicKeys(BenchmarkKey key)
    {
        if (key.Material is not AsymmetricAlgorithm pair)
            return [[], [0], new byte[32], "secret"u8.ToArray()];
        var pem = pair.ExportSubjectPublicKeyInfoPem();
        return [[], pair.ExportSubjectPublicKeyInfo(), Encoding.UTF8.GetBytes(pem), Encoding.UTF8.GetBytes(pem + "\n")];
    }
}
