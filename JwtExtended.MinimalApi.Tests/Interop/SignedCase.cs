using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>The tokens that <c>jose</c> signed, and the key in the formats of <c>jose</c>; a secret has only its private JWK.</summary>
internal sealed record SignedCase(
    string Alg,
    string Thumbprint,
    JsonObject PrivateJwk,
    JsonObject? PublicJwk,
    string? Pkcs8,
    string? Spki,
    IReadOnlyDictionary<string, string> Tokens)
{
    public JwtAlgorithm Algorithm => Enum.Parse<JwtAlgorithm>(Alg);
}
