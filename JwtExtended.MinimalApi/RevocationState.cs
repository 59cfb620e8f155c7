namespace JwtExtended.MinimalApi;

/// <summary>What a store knows about one token.</summary>
public readonly record struct RevocationState
{
    /// <summary>Gets whether the token itself is revoked.</summary>
    public bool TokenRevoked { get; init; }

    /// <summary>Gets whether the token was consumed, that is, exchanged for its successor. This is not a revocation.</summary>
    public bool TokenConsumed { get; init; }

    /// <summary>Gets whether the session of the token is revoked.</summary>
    public bool SessionRevoked { get; init; }

    /// <summary>Gets the instant up to which everything of the identity is revoked, or <see langword="null"/> if there is none.</summary>
    public DateTimeOffset? IdentityRevokedUpTo { get; init; }

    /// <summary>Gets the instant up to which everything is revoked, or <see langword="null"/> if there is none.</summary>
    public DateTimeOffset? EverythingRevokedUpTo { get; init; }

    /// <summary>
    /// Gets whether the record of the session exists and has not expired. It is <see langword="false"/> unless
    /// <see cref="RevocationKeys.WantsSessionRecord"/> is set.
    /// </summary>
    public bool SessionRecorded { get; init; }

    /// <summary>
    /// Gets since when the store has held its data without loss, by its own clock. The revocation of a session that began before may be
    /// lost.
    /// </summary>
    public DateTimeOffset StoreCreatedAt { get; init; }
}
