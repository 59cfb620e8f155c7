using System.Security.Cryptography;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Reads a JSON Web Key (RFC 7517; RFC 7518, 6). A key is not used for anything that its members exclude.</summary>
/// <param name="name">What holds the key, for messages.</param>
internal sealed partial class JwkReader(string name)
{
    private const int MaxKidLength = 256;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads a single JWK.</summary>
    /// <returns>The key, or why it is refused.</returns>
    public static KeyResult Read(string json)
    {
        var reader = new JwkReader("The JWK");
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return IsSet(document.RootElement)
                ? KeyResult.Refused("The JWK is a JWK Set (RFC 7517, 5). Read it with: JwtKey.FromJwkSet(json)")
                : reader.Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name is half a surrogate pair.
            return reader.RefuseMalformed();
        }
    }

    /// <summary>Reads a JWK.</summary>
    /// <returns>The key, or why it is refused.</returns>
    public KeyResult Read(JsonElement element)
    {
        try
        {
            return Read(new JwkMembers(element));
        }
        catch (Exception e) when (e is FormatException or CryptographicException or InvalidOperationException or ArgumentException)
        {
            // The messages of these exceptions may quote the key.
            return RefuseMalformed();
        }
    }

    private KeyResult Read(JwkMembers jwk)
    {
        if (FindForeign(jwk, out var algorithm) is { } foreign)
            return KeyResult.Foreign(foreign);
        if ((CheckKid(jwk) ?? CheckOperations(jwk)) is { } error)
            return KeyResult.Refused(error);
        var maySign = Permits(jwk, "sign");
        return jwk.GetString("kty") switch
        {
            "oct" => ReadOct(jwk, algorithm ?? JwtAlgorithm.HS256, maySign),
            "RSA" => ReadRsa(jwk, algorithm, maySign),
            "EC" => ReadEc(jwk, algorithm, maySign),
            _ => KeyResult.Refused($"{name} has a kty other than RSA, EC and oct."),
        };
    }

    // RFC 7517, 5: what a set ignores, because it is not understood.
    private string? FindForeign(JwkMembers jwk, out JwtAlgorithm? algorithm)
    {
        algorithm = null;
        if (jwk.GetString("kty") is not { } type)
            return null;
        if (type is not ("RSA" or "EC" or "oct"))
            return $"{name} has a kty other than RSA, EC and oct.";
        if (jwk.GetString("use") is not (null or "sig"))
            return $"{name} has a use other than 'sig', so it is not meant for signatures (RFC 7517, 4.2).";
        var alg = jwk.GetString("alg");
        algorithm = AlgorithmTable.FindByName(alg)?.Algorithm;
        if (alg is not null && algorithm is null)
            return $"{name} has an alg that is not a signature algorithm of RFC 7518, 3.1.";
        return type == "EC" && jwk.GetString("crv") is { } curve && AlgorithmTable.FindByJwkCurve(curve) is null
            ? $"{name} has a crv other than {AlgorithmTable.CurveNames()} (RFC 7518, 6.2.1.1)."
            : null;
    }

    private KeyResult RefuseMalformed() => KeyResult.Refused(
        $"{name} is not a JSON Web Key that can be read (RFC 7517). Check that it is one JSON object with the members of its kty.");

    private string? CheckKid(JwkMembers jwk) => jwk.GetString("kid") is { } kid && kid.Length is 0 or > MaxKidLength
        ? $"{name} has a kid that is empty or longer than {MaxKidLength} characters."
        : null;

    private string? CheckOperations(JwkMembers jwk) => Permits(jwk, "sign") || Permits(jwk, "verify")
        ? null
        : $"{name} has key_ops without 'sign' and 'verify', so it is not meant for signatures (RFC 7517, 4.3).";

    private static bool Permits(JwkMembers jwk, string operation) => jwk.GetStrings("key_ops")?.Contains(operation) ?? true;

    private KeyResult ReadOct(JwkMembers jwk, JwtAlgorithm algorithm, bool maySign)
    {
        var secret = jwk.GetBytes("k");
        if (AlgorithmTable.Find(algorithm) is not { Family: AlgorithmFamily.Hmac } info)
        {
            return KeyResult.Refused($"{name} is a secret (oct), which does not fit the algorithm {algorithm}. "
                + $"Choose one of: {AlgorithmTable.NamesOf(AlgorithmFamily.Hmac)}.");
        }

        return (SecretReader.CheckContent(secret) ?? KeyStrength.CheckSecret(secret, info)) is { } error
            ? KeyResult.Refused($"{name} {error}")
            : KeyResult.Accepted(SecretReader.Create(secret, info, jwk.GetString("kid"), maySign));
    }

    private KeyResult ReadRsa(JwkMembers jwk, JwtAlgorithm? algorithm, bool maySign)
    {
        if (jwk.Has("oth"))
            return KeyResult.Refused($"{name} is an RSA key of more than two primes, which is not supported.");
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

    private KeyResult ReadEc(JwkMembers jwk, JwtAlgorithm? algorithm, bool maySign)
    {
        if (AlgorithmTable.FindByJwkCurve(jwk.GetString("crv")) is not { Curve: { } curve })
            return KeyResult.Refused($"{name} has a crv other than {AlgorithmTable.CurveNames()} (RFC 7518, 6.2.1.1).");
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

    private KeyResult Create(JwkMembers jwk, AsymmetricAlgorithm key, bool isPrivate, JwtAlgorithm? algorithm) =>
        AsymmetricKeys.Create(new ImportedKey(name, key, isPrivate, algorithm, jwk.GetString("kid")));
}
