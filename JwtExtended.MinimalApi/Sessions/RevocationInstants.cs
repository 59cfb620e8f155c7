namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The instants that sessions of one identity are compared with.</summary>
/// <param name="StoreCreatedAt">When the store was created.</param>
/// <param name="Everything">Everything of the app up to then is revoked.</param>
/// <param name="Identity">Everything of the identity up to then is revoked, except sessions that were exempt.</param>
/// <param name="WithoutExemption">The same, without exemptions.</param>
internal readonly record struct RevocationInstants(
    DateTimeOffset StoreCreatedAt, DateTimeOffset? Everything, DateTimeOffset? Identity, DateTimeOffset? WithoutExemption)
{
    /// <summary>Whether a revocation without exemptions covers the session.</summary>
    /// <returns><see langword="true"/> if the session has ended.</returns>
    public bool Revoke(SessionRecord session) =>
        session.Started < StoreCreatedAt || session.Started <= Everything || session.Started <= WithoutExemption;

    /// <summary>Whether the session is alive only if it was exempt.</summary>
    /// <returns><see langword="true"/> if its exemption has to be looked up.</returns>
    public bool NeedExemption(SessionRecord session) => session.Started <= Identity;
}
