using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Creates tokens that the package does not: with any header and payload, signed with the key of the tests.</summary>
internal static class TokenForge
{
    public const string Header = """{"alg":"HS256","typ":"at+jwt"}""";

    /// <summary>The issue time of forged tokens, in seconds.</summary>
    public static long Now => TestApp.Start.ToUnixTimeSeconds();

    /// <summary>A payload that every check accepts, with members added.</summary>
    public static string Payload(string more = "") =>
        $$"""{"iss":"TestApp","aud":"TestApp","sub":"alice","iat":{{Now}},"exp":{{Now + 600}}{{more}}}""";

    public static string Sign(string header, string payload) => Sign(Encode(header), Encode(payload), TestKeys.SecretBytes);

    public static string SignEncoded(string header, string payload) => Sign(header, payload, TestKeys.SecretBytes);

    public static string Sign(string header, string payload, byte[] secret)
    {
        var input = $"{header}.{payload}";
        return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(input)))}";
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string DecodePart(string token, int part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[part]));
}
