using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Creates tokens that the package does not: with any header and payload, signed with the keys of the tests.</summary>
internal static class TokenForge
{
    public const string Header = """{"alg":"HS256","typ":"at+jwt"}""";

    /// <summary>The secret of the service key, derived from the key of the tests: it signs refresh tokens and tickets.</summary>
    public static byte[] ServiceSecret { get; } = ServiceSecretOf(TestKeys.SecretBytes);

    /// <summary>The id of the service key.</summary>
    public static string ServiceKid { get; } = Base64Url.EncodeToString(Derive(ServiceSecret, 12, "jwt-extended kid"));

    /// <summary>The header of refresh tokens.</summary>
    public static string RefreshHeader { get; } = $$"""{"alg":"HS256","typ":"rt+jwt","kid":"{{ServiceKid}}"}""";

    /// <summary>The issue time of forged tokens, in seconds.</summary>
    public static long Now => TestApp.Start.ToUnixTimeSeconds();

    /// <summary>A payload that every check accepts, with members added.</summary>
    public static string Payload(string more = "") => PayloadWithoutId(
        more.Contains("\"jti\"", StringComparison.Ordinal) ? more : $",\"jti\":\"{RandomNumberGenerator.GetHexString(16)}\"{more}");

    /// <summary>The same without an id, which is required.</summary>
    public static string PayloadWithoutId(string more = "") =>
        $$"""{"iss":"TestApp","aud":"TestApp","sub":"alice","iat":{{Now}},"exp":{{Now + 600}}{{more}}}""";

    /// <summary>The payload of a refresh token that every check accepts.</summary>
    public static string RefreshPayload(string more = "") =>
        Payload(more).Replace("\"aud\":\"TestApp\"", "\"aud\":\"TestApp#refresh\"", StringComparison.Ordinal);

    /// <summary>Signs with the service key.</summary>
    public static string SignService(string header, string payload) => Sign(Encode(header), Encode(payload), ServiceSecret);

    /// <summary>Derives the secret of the service key from the private part of a key.</summary>
    public static byte[] ServiceSecretOf(byte[] source) => Derive(source, 32, "jwt-extended service key");

    public static string Sign(string header, string payload) => Sign(Encode(header), Encode(payload), TestKeys.SecretBytes);

    public static string SignEncoded(string header, string payload) => Sign(header, payload, TestKeys.SecretBytes);

    public static string Sign(string header, string payload, byte[] secret)
    {
        var input = $"{header}.{payload}";
        return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(input)))}";
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string DecodePart(string token, int part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[part]));

    private static byte[] Derive(byte[] source, int length, string label) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, source, length, info: Encoding.UTF8.GetBytes(label));
}
