using System.Security.Cryptography;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Reads a JSON Web Key (RFC 7517; RFC 7518, 6). A key is not used for anything that its members exclude.</summary>
internal static class JwkReader
{
    private const string Name = "The JWK";
    private const int MaxKidLength = 256;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    public static KeyResult Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Read(new JwkMembers(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or FormatException or CryptographicException or InvalidOperationException)
        {
            // The messages of these exceptions may quote the key.
            return KeyResult.Refused(
                $"{Name} is not a JSON Web Key that can be read (RFC 7517). Check that it is one JSON object with the members of its kty.");
        }
    }

    private static KeyResult Read(JwkMembers jwk)
    {
        JwtAlgorithm? algorithm = null;
        var error = CheckUse(jwk) ?? CheckAlgorithm(jwk, out algorithm) ?? CheckKid(jwk) ?? CheckOperations(jwk);
        if (error is not null)
            return KeyResult.Refused(error);
        var maySign = Permits(jwk, "sign");
        return jwk.GetString("kty") switch
        {
            "oct" => ReadOct(jwk, algorithm ?? JwtAlgorithm.HS256, maySign),
            "RSA" => ReadRsa(jwk, algorithm, maySign),
            "EC" => ReadEc(jwk, algorithm, maySign),
            _ => KeyResult.Refused($"{Name} has a kty other than RSA, EC and oct."),
        };
    }

    private static string? CheckUse(JwkMembers jwk) => jwk.GetString("use") is null or "sig"
        ? null
        : $"{Name} has a use other than 'sig', so it is not meant for signatures (RFC 7517, 4.2).";

    private static string? CheckAlgorithm(JwkMembers jwk, out JwtAlgorithm? algorithm)
    {
        var name = jwk.GetString("alg");
        algorithm = AlgorithmTable.FindByName(name)?.Algorithm;
        return name is null || algorithm is not null ? null : $"{Name} has an alg that is not a signature algorithm of RFC 7518, 3.1.";
    }

    private static string? CheckKid(JwkMembers jwk) => jwk.GetString("kid") is { } kid && kid.Length is 0 or > MaxKidLength
        ? $"{Name} has a kid that is empty or longer than {MaxKidLength} characters."
        : null;

    private static string? CheckOperations(JwkMembers jwk) => Permits(jwk, "sign") || Permits(jwk, "verify")
        ? null
        : $"{Name} has key_ops without 'sign' and 'verify', so it is not meant for signatures (RFC 7517, 4.3).";

    private static bool Permits(JwkMembers jwk, string operation) => jwk.GetStrings("key_ops")?.Contains(operation) ?? true;

    private static KeyResult ReadOct(JwkMembers jwk, JwtAlgorithm algorithm, bool maySign)
    {
        var secret = jwk.GetBytes("k");
        if (AlgorithmTable.Find(algorithm) is not { Family: AlgorithmFamily.Hmac } info)
        {
            return KeyResult.Refused($"{Name} is a secret (oct), which does not fit the algorithm {algorithm}. "
                + $"Choose one of: {AlgorithmTable.NamesOf(AlgorithmFamily.Hmac)}.");
        }

        return (SecretReader.CheckContent(secret) ?? KeyStrength.CheckSecret(secret.Length, info)) is { } error
            ? KeyResult.Refused($"{Name} {error}")
            : KeyResult.Accepted(SecretReader.Create(secret, info, jwk.GetString("kid"), maySign));
    }

    private static KeyResult ReadRsa(JwkMembers jwk, JwtAlgorithm? algorithm, bool maySign)
    {
        if (jwk.Has("oth"))
            return KeyResult.Refused($"{Name} is an RSA key of more than two primes, which is not supported.");
        var isPrivate = jwk.Has("d");
        var parameters = new RSAParameters { Modulus = jwk.GetBytes("n"), Exponent = jwk.GetBytes("e") };
        if (isPrivate)
        {
            var half = (parameters.Modulus.Length + 1) / 2;
            parameters = parameters with
            {
                D = jwk.GetBytes("d", parameters.Modulus.Length),
                P = jwk.GetBytes("p", half),
                Q = jwk.GetBytes("q", half),
                DP = jwk.GetBytes("dp", half),
                DQ = jwk.GetBytes("dq", half),
                InverseQ = jwk.GetBytes("qi", half),
            };
        }

        return Create(jwk, RSA.Create(parameters), isPrivate && maySign, algorithm);
    }

    private static KeyResult ReadEc(JwkMembers jwk, JwtAlgorithm? algorithm, bool maySign)
    {
        if (AlgorithmTable.FindByJwkCurve(jwk.GetString("crv")) is not { Curve: { } curve })
            return KeyResult.Refused($"{Name} has a crv other than {AlgorithmTable.CurveNames()} (RFC 7518, 6.2.1.1).");
        var isPrivate = jwk.Has("d");
        var parameters = new ECParameters
        {
            Curve = curve.Curve,
            // RFC 7518, 6.2.1.2: the full size of a coordinate, leading zeros included.
            Q = new ECPoint { X = jwk.GetBytes("x", curve.CoordinateBytes), Y = jwk.GetBytes("y", curve.CoordinateBytes) },
            D = isPrivate ? jwk.GetBytes("d", curve.CoordinateBytes) : null,
        };
        return Create(jwk, ECDsa.Create(parameters), isPrivate && maySign, algorithm);
    }

    private static KeyResult Create(JwkMembers jwk, AsymmetricAlgorithm key, bool isPrivate, JwtAlgorithm? algorithm) =>
        AsymmetricKeys.Create(new ImportedKey(Name, key, isPrivate, algorithm, jwk.GetString("kid")));
}
