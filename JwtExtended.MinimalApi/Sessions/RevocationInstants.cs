namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The marks that sessions of one identity are compared with.</summary>
/// <param name="StoreCreatedAt">Since when the store knows.</param>
/// <param name="Everything">Everything of everybody up to then is revoked.</param>
/// <param name="Identity">Everything of the identity up to then is revoked, but for sessions that were spared.</param>
/// <param name="Whole">The same, without exceptions.</param>
internal readonly record struct RevocationInstants(DateTimeOffset StoreCreatedAt, DateTimeOffset? Everything, DateTimeOffset? Identity, DateTimeOffset? Whole)
{
    /// <summary>Whether no mark without exceptions reaches the session.</summary>
    public bool Permit(SessionRecord session) => session.Started >= StoreCreatedAt && !(session.Started <= Everything) && !(session.Started <= Whole);

    /// <summary>Whether the mark with exceptions does not reach it either.</summary>
    public bool Spare(SessionRecord session) => !(session.Started <= Identity);
}
