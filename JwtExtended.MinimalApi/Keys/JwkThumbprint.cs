using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The JWK thumbprint of a public key (RFC 7638), which is its <c>kid</c>.</summary>
internal static class JwkThumbprint
{
    // RFC 7638, 3.2: the required members alone, in lexicographic order, without white space.
    public static string Of(RSAParameters key) =>
        Hash($$"""{"e":"{{Base64Url.EncodeToString(key.Exponent)}}","kty":"RSA","n":"{{Base64Url.EncodeToString(key.Modulus)}}"}""");

    public static string Of(ECParameters key, JwtAlgorithm algorithm) =>
        Hash($$"""{"crv":"{{KeyStrength.JwkCurveOf(algorithm)}}","kty":"EC","x":"{{Base64Url.EncodeToString(key.Q.X)}}","y":"{{Base64Url.EncodeToString(key.Q.Y)}}"}""");

    private static string Hash(string json) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}
