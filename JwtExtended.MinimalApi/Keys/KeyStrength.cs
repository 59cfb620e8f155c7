using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The strength that RFC 7518, section 3, asks of a key. Each check answers the error, or <see langword="null"/>.</summary>
internal static class KeyStrength
{
    private const int MinRsaBits = 2048;
    private const int MaxRsaBits = 16_384;

    public static string? OfSecret(int length, JwtAlgorithm algorithm)
    {
        var needed = AlgorithmTable.HashBits(algorithm) / 8;
        return length >= needed ? null :
            $"is {length} bytes long; {algorithm} needs at least {needed} (RFC 7518, 3.2). Create one with: openssl rand -base64 {needed}";
    }

    public static string? OfRsa(string name, RSA key)
    {
        if (key.KeySize < MinRsaBits)
            return $"{name} is an RSA key of {key.KeySize} bits; at least {MinRsaBits} are needed (RFC 7518, 3.3). Create one with: openssl genrsa {MinRsaBits + 1024}";
        if (key.KeySize > MaxRsaBits)
            return $"{name} is an RSA key of {key.KeySize} bits; more than {MaxRsaBits} make every check a burden. Create one with: openssl genrsa {MinRsaBits + 1024}";
        // Small exponents invite forgeries by faulty padding checks, FIPS 186-5 asks for more than 2^16.
        var exponent = key.ExportParameters(false).Exponent.AsSpan().TrimStart((byte)0);
        return exponent.Length >= 3 ? null : $"{name} is an RSA key with a public exponent below 65537. Create one with: openssl genrsa {MinRsaBits + 1024}";
    }

    public static string? OfCurve(string name, ECDsa key, JwtAlgorithm algorithm)
    {
        var found = CurveAlgorithm(key);
        if (found == algorithm)
            return null;
        var has = found is null ? "a curve that no algorithm names" : $"the curve of {found}";
        return $"{name} is on {has}; {algorithm} needs exactly {CurveName(algorithm)} (RFC 7518, 3.4). Create one with: openssl ecparam -name {CurveName(algorithm)} -genkey -noout";
    }

    /// <summary>The one algorithm that goes with the key's curve.</summary>
    public static JwtAlgorithm? CurveAlgorithm(ECDsa key) => key.ExportParameters(false).Curve.Oid.Value switch
    {
        "1.2.840.10045.3.1.7" => JwtAlgorithm.ES256,
        "1.3.132.0.34" => JwtAlgorithm.ES384,
        "1.3.132.0.35" => JwtAlgorithm.ES512,
        _ => null,
    };

    /// <summary>The curve of a JWK (RFC 7518, 6.2.1.1).</summary>
    public static ECCurve? CurveOfJwk(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => null,
    };

    /// <summary>The name of an algorithm's curve in a JWK (RFC 7518, 6.2.1.1).</summary>
    public static string JwkCurveOf(JwtAlgorithm algorithm) => algorithm switch
    {
        JwtAlgorithm.ES256 => "P-256",
        JwtAlgorithm.ES384 => "P-384",
        _ => "P-521",
    };

    public static int BitsOf(ECCurve curve) => curve.Oid.Value switch
    {
        "1.2.840.10045.3.1.7" => 256,
        "1.3.132.0.34" => 384,
        _ => 521,
    };

    private static string CurveName(JwtAlgorithm algorithm) => algorithm switch
    {
        JwtAlgorithm.ES256 => "prime256v1",
        JwtAlgorithm.ES384 => "secp384r1",
        _ => "secp521r1",
    };
}
