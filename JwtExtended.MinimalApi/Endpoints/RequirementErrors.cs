using System.Collections.Immutable;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Which errors an endpoint responds with in front of its handler.</summary>
internal static class RequirementErrors
{
    // What a token that is not accepted results in.
    private static readonly JwtErrorCode[] OfToken =
        [JwtErrorCode.TokenMalformed, JwtErrorCode.TokenInvalid, JwtErrorCode.TokenType, JwtErrorCode.TokenExpired];

    public static IEnumerable<JwtErrorCode> Of(EndpointRequirement requirement, ImmutableArray<TokenLocation> locations, bool forgery)
    {
        yield return JwtErrorCode.RequestAmbiguous;
        // OnAuthenticated, policies and predicates may deny any user.
        yield return JwtErrorCode.AccessDenied;
        if (requirement.Presence == TokenPresence.Required)
            yield return JwtErrorCode.TokenMissing;
        foreach (var code in requirement.IgnoresBadCredentials ? [] : OfToken)
            yield return code;
        if (locations.Contains(TokenLocation.Header) && !requirement.IgnoresBadCredentials)
            yield return JwtErrorCode.HeaderMalformed;
        if (!requirement.SkipRevocationCheck || requirement.EndsSessions)
            yield return JwtErrorCode.StoreUnavailable;
        if (!requirement.SkipRevocationCheck && !requirement.IgnoresBadCredentials)
            yield return JwtErrorCode.TokenRevoked;
        if (requirement.Fresh || requirement.MaxAge is not null)
            yield return JwtErrorCode.FreshRequired;
        // Of the endpoints of the package, the one for tickets alone reads more of a request than its token.
        if (requirement is { NeedsToken: true, Rotates: false, EndsSessions: false })
            yield return JwtErrorCode.RequestInvalid;
        if (requirement.Rotates)
            yield return JwtErrorCode.RefreshReused;
        foreach (var code in forgery ? [JwtErrorCode.CsrfMissing, JwtErrorCode.CsrfMismatch] : Array.Empty<JwtErrorCode>())
            yield return code;
    }
}
