using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>A key of an algorithm, in every form that a stack reads.</summary>
internal sealed record StackKey
{
    public required JsonObject Jwk { get; init; }

    public required JsonObject PrivateJwk { get; init; }

    /// <summary>Gets the bytes of a secret, in Base64.</summary>
    public string? Secret { get; init; }

    /// <summary>Gets the public key, as a SubjectPublicKeyInfo.</summary>
    public string? Pem { get; init; }

    public string? Pkcs8 { get; init; }

    public static StackKey Create(JwtAlgorithm algorithm) => algorithm switch
    {
        <= JwtAlgorithm.HS512 => OfSecret(algorithm, RandomNumberGenerator.GetBytes(64)),
        < JwtAlgorithm.ES256 => OfRsa(algorithm, RSA.Create(2048)),
        JwtAlgorithm.ES256 => OfEc(algorithm, ECDsa.Create(ECCurve.NamedCurves.nistP256), "P-256"),
        JwtAlgorithm.ES384 => OfEc(algorithm, ECDsa.Create(ECCurve.NamedCurves.nistP384), "P-384"),
        _ => OfEc(algorithm, ECDsa.Create(ECCurve.NamedCurves.nistP521), "P-521"),
    };

    /// <summary>The key as the package reads it.</summary>
    public JwtKey ToJwtKey(JwtAlgorithm algorithm) =>
        Secret is not null ? JwtKey.FromSecret("base64:" + Secret, algorithm) : JwtKey.FromPem(Pkcs8!, algorithm);

    /// <summary>The key as jose-jwt reads it.</summary>
    public object ToMaterial()
    {
        if (Secret is not null)
            return Convert.FromBase64String(Secret);
        AsymmetricAlgorithm pair = Jwk["kty"]!.GetValue<string>() == "RSA" ? RSA.Create() : ECDsa.Create();
        pair.ImportFromPem(Pkcs8);
        return pair;
    }

    private static StackKey OfSecret(JwtAlgorithm algorithm, byte[] secret)
    {
        var jwk = new JsonObject { ["kty"] = "oct", ["alg"] = algorithm.ToString(), ["k"] = Base64Url(secret) };
        var kid = JwtKey.FromJwk(jwk.ToJsonString()).Kid;
        return new StackKey
        {
            Jwk = With(jwk, kid),
            PrivateJwk = With(jwk, kid),
            Secret = Convert.ToBase64String(secret),
        };
    }

    private static StackKey OfRsa(JwtAlgorithm algorithm, RSA rsa)
    {
        var key = rsa.ExportParameters(true);
        var jwk = new JsonObject
        {
            ["kty"] = "RSA",
            ["alg"] = algorithm.ToString(),
            ["n"] = Base64Url(key.Modulus),
            ["e"] = Base64Url(key.Exponent),
        };
        var secret = new JsonObject
        {
            ["d"] = Base64Url(key.D),
            ["p"] = Base64Url(key.P),
            ["q"] = Base64Url(key.Q),
            ["dp"] = Base64Url(key.DP),
            ["dq"] = Base64Url(key.DQ),
            ["qi"] = Base64Url(key.InverseQ),
        };
        return OfPair(rsa, jwk, secret);
    }

    private static StackKey OfEc(JwtAlgorithm algorithm, ECDsa ec, string curve)
    {
        var key = ec.ExportParameters(true);
        var jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["alg"] = algorithm.ToString(),
            ["crv"] = curve,
            ["x"] = Base64Url(key.Q.X),
            ["y"] = Base64Url(key.Q.Y),
        };
        return OfPair(ec, jwk, new JsonObject { ["d"] = Base64Url(key.D) });
    }

    private static StackKey OfPair(AsymmetricAlgorithm pair, JsonObject jwk, JsonObject secret)
    {
        var kid = JwtKey.FromJwk(jwk.ToJsonString()).Kid;
        return new StackKey
        {
            Jwk = With(jwk, kid),
            PrivateJwk = With(jwk, kid, secret),
            Pem = pair.ExportSubjectPublicKeyInfoPem(),
            Pkcs8 = pair.ExportPkcs8PrivateKeyPem(),
        };
    }

    private static JsonObject With(JsonObject jwk, string kid, JsonObject? more = null)
    {
        var copy = jwk.DeepClone().AsObject();
        copy["kid"] = kid;
        foreach (var (name, value) in more ?? [])
            copy[name] = value!.DeepClone();
        return copy;
    }

    private static string Base64Url(byte[]? bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
