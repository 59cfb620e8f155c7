namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>The result of <c>jose</c> for a token: the subject, or the error and the claim that is wrong.</summary>
internal sealed record JoseResult(string? Sub = null, string? Error = null, string? Claim = null)
{
    public static JoseResult Expired { get; } = new(Error: "ERR_JWT_EXPIRED", Claim: "exp");

    public static JoseResult Changed { get; } = new(Error: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED");

    /// <summary>A key set never verifies HMAC.</summary>
    public static JoseResult NotWithKeySet { get; } = new(Error: "ERR_JOSE_NOT_SUPPORTED");

    public static JoseResult Wrong(string claim) => new(Error: "ERR_JWT_CLAIM_VALIDATION_FAILED", Claim: claim);
}
