namespace JwtExtended.MinimalApi;

/// <summary>What a store knows about one token.</summary>
public readonly record struct RevocationState
{
    /// <summary>The token itself is revoked.</summary>
    public bool TokenRevoked { get; init; }

    /// <summary>The token was consumed: exchanged for its successor. That is not a revocation.</summary>
    public bool TokenConsumed { get; init; }

    /// <summary>The session is revoked.</summary>
    public bool SessionRevoked { get; init; }

    /// <summary>Everything of the identity that began up to this instant is revoked.</summary>
    public DateTimeOffset? IdentityRevokedUpTo { get; init; }

    /// <summary>Everything that began up to this instant is revoked.</summary>
    public DateTimeOffset? EverythingRevokedUpTo { get; init; }

    /// <summary>
    /// The record of the session stands and has not expired. Only answered when <see cref="RevocationKeys.WantsSessionRecord"/> asks for it,
    /// else <see langword="false"/>.
    /// </summary>
    public bool SessionRecorded { get; init; }

    /// <summary>Since when the store holds its data without loss, by its own clock: a session that began before may have been revoked unseen.</summary>
    public DateTimeOffset StoreCreatedAt { get; init; }
}
