namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>What <c>jose</c> says of a token: who it is about, or its error and the claim that is wrong.</summary>
internal sealed record Verdict(string? Sub = null, string? Error = null, string? Claim = null)
{
    public static Verdict Expired { get; } = new(Error: "ERR_JWT_EXPIRED", Claim: "exp");

    public static Verdict Changed { get; } = new(Error: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED");

    public static Verdict Wrong(string claim) => new(Error: "ERR_JWT_CLAIM_VALIDATION_FAILED", Claim: claim);
}
