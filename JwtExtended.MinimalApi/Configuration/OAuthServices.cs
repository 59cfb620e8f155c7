using JwtExtended.MinimalApi.Sessions;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>What the OAuth endpoints of an app need.</summary>
/// <param name="TokenRequests">Reads requests for tokens by a form.</param>
/// <param name="Revocation">Revokes tokens for their holders.</param>
/// <param name="Introspection">Tells other services about tokens.</param>
internal sealed record OAuthServices(
    TokenRequestReader TokenRequests, RevocationEndpoint Revocation, IntrospectionEndpoint Introspection);
