using System.Buffers.Text;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Tests.Vectors;

/// <summary>Verifies a JWS with the steps of the validator, except those for tokens of the package (<c>typ</c> and claims).</summary>
internal static class JwsVerification
{
    public static bool IsAccepted(string jwk, string text) => TryRead(jwk) is { } key && IsAccepted(key, text);

    public static bool IsAccepted(JwtKey key, string text) => IsAccepted(new KeySet(key, [key], []), text);

    public static bool IsAccepted(KeySet keys, string text) =>
        CompactJws.Split(text, 8192, out var jws) is null
        && HeaderReader.Read(jws.Header, out var header) is null
        && SignatureCheck.FindKey(keys, TokenType.Access, header, out var found) is null
        && SignatureCheck.Check(jws, found) is null;

    /// <summary>Reads a key; a key that is not for signatures, or has no such algorithm, is none.</summary>
    public static JwtKey? TryRead(string jwk)
    {
        try
        {
            return JwtKey.FromJwk(jwk);
        }
        catch (ArgumentException e)
        {
            // The secrets of vectors are published, or easy to guess: no app can be configured with them.
            var isWeak = e.Message.Contains("RFC 8725, 3.5", StringComparison.Ordinal);
            return isWeak && JsonNode.Parse(jwk) is JsonObject key && key.ContainsKey("k") ? CreateSecret(key) : null;
        }
    }

    private static JwtKey CreateSecret(JsonNode jwk) => SecretReader.Create(
        Base64Url.DecodeFromChars(jwk["k"]!.GetValue<string>()),
        AlgorithmTable.FindByName(jwk["alg"]?.GetValue<string>() ?? "HS256")!,
        jwk["kid"]?.GetValue<string>());
}
