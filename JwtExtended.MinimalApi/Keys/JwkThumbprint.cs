using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The JWK thumbprint of a public key (RFC 7638), the default <c>kid</c>.</summary>
internal static class JwkThumbprint
{
    // RFC 7638, 3.2: only the required members, in lexicographic order, without white space.
    public static string Of(RSAParameters key) =>
        Hash($$"""{"e":"{{Encode(key.Exponent)}}","kty":"RSA","n":"{{Encode(key.Modulus)}}"}""");

    public static string Of(ECParameters key, CurveInfo curve) =>
        Hash($$"""{"crv":"{{curve.JwkName}}","kty":"EC","x":"{{Encode(key.Q.X)}}","y":"{{Encode(key.Q.Y)}}"}""");

    private static string Hash(string json) => Encode(SHA256.HashData(Encoding.UTF8.GetBytes(json)));

    private static string Encode(byte[]? bytes) => Base64Url.EncodeToString(bytes);
}
