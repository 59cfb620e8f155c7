namespace JwtExtended.MinimalApi;

/// <summary>What a store knows about one token.</summary>
public readonly record struct RevocationMarks
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

    /// <summary>Since when the store holds its data without loss.</summary>
    public DateTimeOffset Birth { get; init; }
}
