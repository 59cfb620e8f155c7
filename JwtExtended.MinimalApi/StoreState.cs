namespace JwtExtended.MinimalApi;

/// <summary>What a store knows about one token.</summary>
public readonly record struct StoreState
{
    /// <summary>Gets whether the token itself is revoked.</summary>
    public bool TokenRevoked { get; init; }

    /// <summary>Gets the entry of the token's session, or <see langword="null"/> if there is none.</summary>
    public SessionEntry? Session { get; init; }

    /// <summary>Gets what of the identity is revoked, or <see langword="null"/> for nothing.</summary>
    public RevokedUpTo? IdentityRevoked { get; init; }

    /// <summary>Gets the instant up to which everything is revoked, or <see langword="null"/> if there is none.</summary>
    public RevokedUpTo? EverythingRevoked { get; init; }

    /// <summary>
    /// Gets since when the store has held its data without loss, by its own clock. The end of a session that began before may be lost.
    /// </summary>
    public DateTimeOffset StoreCreatedAt { get; init; }
}
