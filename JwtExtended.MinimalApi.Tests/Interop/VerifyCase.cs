namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>A token that <c>jose</c> verifies, with the published keys or with a secret.</summary>
internal sealed record VerifyCase(
    string Token, string Alg, string Issuer, string? Audience, string? Typ, long Now, string? JwksUri = null, string? Secret = null)
{
    /// <summary>A further algorithm that is accepted, beside that of the key.</summary>
    public string? AlsoAlg { get; init; }
}
