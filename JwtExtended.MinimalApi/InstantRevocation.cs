namespace JwtExtended.MinimalApi;

/// <summary>The revocation of everything up to now (<see cref="IJwtStore.RevokeUpToAsync"/>).</summary>
public sealed record InstantRevocation
{
    /// <summary>Gets the key of the identity, or of everything.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the earliest instant, in whole milliseconds: the later one of this and the time of the store is stored.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>
    /// Gets how much later than the stored instant this one is at least, in whole milliseconds, so that what began right behind that is
    /// revoked as well. Repeated at once, it adds up to 9 seconds.
    /// </summary>
    /// <value>The default is 1 millisecond.</value>
    public TimeSpan Behind { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Gets the key of the one session that is not revoked.</summary>
    /// <value>The default is <see langword="null"/>: every session is revoked.</value>
    public string? ExceptSession { get; init; }

    /// <summary>Gets when <see cref="ExceptSession"/> began, in whole milliseconds.</summary>
    public DateTimeOffset ExceptStarted { get; init; }

    /// <summary>Gets the time at which the entry may be deleted, or <see langword="null"/> for never.</summary>
    public required DateTimeOffset? Expires { get; init; }
}
