using System.Security.Cryptography;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Reads a JSON Web Key (RFC 7517; RFC 7518, 6). What the key was not made for it is not used for.</summary>
internal static class JwkReader
{
    private const string Name = "The JWK";
    private const int MaxKidLength = 256;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The key, or <see langword="null"/> and what is wrong with it.</summary>
    public static JwtKey? Read(string json, out string? error)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Read(new JwkMembers(document.RootElement), out error);
        }
        catch (Exception e) when (e is JsonException or FormatException or CryptographicException or InvalidOperationException)
        {
            // The messages of these may quote the key.
            error = $"{Name} is not a JSON Web Key that can be read (RFC 7517). Check that it is one JSON object with the members of its kty.";
            return null;
        }
    }

    private static JwtKey? Read(JwkMembers jwk, out string? error)
    {
        JwtAlgorithm? algorithm = null;
        error = CheckUse(jwk, out var mayVerify, out var maySign) ?? CheckAlgorithm(jwk, out algorithm) ?? CheckKid(jwk);
        if (error is not null)
            return null;
        if (!mayVerify && !maySign)
        {
            error = $"{Name} has key_ops without 'sign' and 'verify': it was made for something else (RFC 7517, 4.3).";
            return null;
        }

        return jwk.Text("kty") switch
        {
            "oct" => ReadOct(jwk, algorithm ?? JwtAlgorithm.HS256, maySign, out error),
            "RSA" => ReadRsa(jwk, algorithm, maySign, out error),
            "EC" => ReadEc(jwk, algorithm, maySign, out error),
            _ => Fail($"{Name} has a kty other than RSA, EC and oct.", out error),
        };
    }

    // RFC 7517, 4.2 and 4.3.
    private static string? CheckUse(JwkMembers jwk, out bool mayVerify, out bool maySign)
    {
        var operations = jwk.Texts("key_ops");
        mayVerify = operations?.Contains("verify") ?? true;
        maySign = operations?.Contains("sign") ?? true;
        return jwk.Text("use") is null or "sig" ? null : $"{Name} has a use other than 'sig': it was made for something else (RFC 7517, 4.2).";
    }

    private static string? CheckAlgorithm(JwkMembers jwk, out JwtAlgorithm? algorithm)
    {
        var name = jwk.Text("alg");
        algorithm = name is null ? null : AlgorithmTable.Parse(name);
        return name is null || algorithm is not null ? null : $"{Name} has an alg that is no signature algorithm of RFC 7518, 3.1.";
    }

    private static string? CheckKid(JwkMembers jwk) =>
        jwk.Text("kid") is { } kid && kid.Length is 0 or > MaxKidLength ? $"{Name} has a kid that is empty or longer than {MaxKidLength} characters." : null;

    private static JwtKey? ReadOct(JwkMembers jwk, JwtAlgorithm algorithm, bool maySign, out string? error)
    {
        var secret = jwk.Bytes("k");
        error = !AlgorithmTable.IsHmac(algorithm)
            ? $"{Name} is a secret (oct), which does not fit the algorithm {algorithm}. Choose HS256, HS384 or HS512."
            : (SecretReader.Misplaced(secret) ?? KeyStrength.OfSecret(secret.Length, algorithm)) is { } weak ? $"{Name} {weak}" : null;
        return error is null ? SecretReader.Create(secret, algorithm, jwk.Text("kid"), maySign) : null;
    }

    private static JwtKey? ReadRsa(JwkMembers jwk, JwtAlgorithm? algorithm, bool maySign, out string? error)
    {
        if (jwk.Has("oth"))
            return Fail($"{Name} is an RSA key of more than two primes, which is not supported.", out error);
        var isPrivate = jwk.Has("d");
        var parameters = new RSAParameters { Modulus = jwk.Bytes("n"), Exponent = jwk.Bytes("e") };
        if (isPrivate)
        {
            var half = (parameters.Modulus.Length + 1) / 2;
            parameters = parameters with
            {
                D = jwk.Bytes("d", parameters.Modulus.Length),
                P = jwk.Bytes("p", half),
                Q = jwk.Bytes("q", half),
                DP = jwk.Bytes("dp", half),
                DQ = jwk.Bytes("dq", half),
                InverseQ = jwk.Bytes("qi", half),
            };
        }

        return AsymmetricKeys.Create(Name, RSA.Create(parameters), algorithm, isPrivate && maySign, jwk.Text("kid"), out error);
    }

    private static JwtKey? ReadEc(JwkMembers jwk, JwtAlgorithm? algorithm, bool maySign, out string? error)
    {
        if (KeyStrength.CurveOfJwk(jwk.Text("crv")) is not { } curve)
            return Fail($"{Name} has a crv other than P-256, P-384 and P-521 (RFC 7518, 6.2.1.1).", out error);
        var size = (KeyStrength.BitsOf(curve) + 7) / 8;
        var isPrivate = jwk.Has("d");
        var parameters = new ECParameters
        {
            Curve = curve,
            // RFC 7518, 6.2.1.2: the full size of a coordinate, leading zeros included.
            Q = new ECPoint { X = jwk.Bytes("x", size), Y = jwk.Bytes("y", size) },
            D = isPrivate ? jwk.Bytes("d", size) : null,
        };
        return AsymmetricKeys.Create(Name, ECDsa.Create(parameters), algorithm, isPrivate && maySign, jwk.Text("kid"), out error);
    }

    private static JwtKey? Fail(string message, out string? error)
    {
        error = message;
        return null;
    }
}
