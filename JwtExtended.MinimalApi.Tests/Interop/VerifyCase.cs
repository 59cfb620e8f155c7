namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>What <c>jose</c> is to verify: with the published keys, or with a secret.</summary>
internal sealed record VerifyCase(string Token, string Alg, string Issuer, string Audience, string? Typ, long Now, string? JwksUri = null, string? Secret = null);
