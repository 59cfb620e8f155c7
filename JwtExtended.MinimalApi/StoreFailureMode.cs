namespace JwtExtended.MinimalApi;

/// <summary>What a look-up of an access token answers while the revocation store does not.</summary>
public enum StoreFailureMode
{
    /// <summary>Refuses with <see cref="JwtErrorCode.StoreUnavailable"/>: nobody can vouch for the token.</summary>
    Refuse,

    /// <summary>
    /// Accepts the access token until it expires: what was revoked is accepted as well while the store is down. Concerns look-ups of access
    /// tokens alone: a refresh, a logout and every revocation still answer <see cref="JwtErrorCode.StoreUnavailable"/>.
    /// </summary>
    AcceptUntilExpiry,
}
