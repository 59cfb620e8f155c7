namespace JwtExtended.MinimalApi;

/// <summary>Specifies how access tokens are treated while the revocation store is unavailable.</summary>
/// <remarks>Refreshing, signing out and revoking always fail with <see cref="JwtErrorCode.StoreUnavailable"/> in that case.</remarks>
public enum StoreFailureMode
{
    /// <summary>Refuses the token with <see cref="JwtErrorCode.StoreUnavailable"/>, because it cannot be checked for revocation.</summary>
    Refuse,

    /// <summary>Accepts the token until it expires. Revoked access tokens are accepted as well while the store is unavailable.</summary>
    AcceptUntilExpiry,
}
