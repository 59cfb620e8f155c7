using System.Collections.Frozen;

namespace JwtExtended.MinimalApi.Cookies;

/// <summary>What is required of a request that carries its token in a cookie.</summary>
internal sealed record CsrfRules
{
    public required CsrfMode Mode { get; init; }

    public required FrozenSet<string> TrustedOrigins { get; init; }

    public required string HeaderName { get; init; }

    public required string FormField { get; init; }
}
