using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>The tokens that <c>jose</c> has signed, and the key as <c>jose</c> hands it over; a secret has its private JWK alone.</summary>
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
