namespace JwtExtended.MinimalApi;

/// <summary>The end of a session (<see cref="IJwtStore.EndSessionAsync"/>).</summary>
public sealed record SessionEnd
{
    /// <summary>Gets the key of the identity.</summary>
    public required string IdentityKey { get; init; }

    /// <summary>Gets the key of the session.</summary>
    public required string SessionKey { get; init; }

    /// <summary>
    /// Gets when the session began that ends, in whole milliseconds: one that began later with the same id goes on, unless it went on for
    /// this one (<see cref="SessionEntry.Root"/>). <see langword="null"/> ends whichever has the id.
    /// </summary>
    public required DateTimeOffset? Started { get; init; }

    /// <summary>Gets the time at which the entry may be deleted, or <see langword="null"/> for never.</summary>
    public required DateTimeOffset? Expires { get; init; }
}
