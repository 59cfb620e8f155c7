namespace JwtExtended.MinimalApi.Revocation;

/// <summary>How long an entry must be kept to outlive everything that it can refuse.</summary>
internal sealed record RevocationRules
{
    // Clocks of several nodes differ, and a request takes its time.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    public required TimeSpan Leeway { get; init; }

    /// <summary>The longest lifetime of a token; <see langword="null"/> = unlimited.</summary>
    public required TimeSpan? MaxLifetime { get; init; }

    public required bool AllowNonExpiring { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required StoreFailureMode OnFailure { get; init; }

    /// <summary>When the entry of a token may be forgotten; <see langword="null"/> = never.</summary>
    /// <returns>The instant.</returns>
    public DateTimeOffset? TokenEntryExpires(DateTimeOffset? tokenExpires) =>
        tokenExpires > DateTimeOffset.MaxValue - Leeway - Margin ? null : tokenExpires + Leeway + Margin;

    /// <summary>When the entry of a session, an identity or everything may be forgotten; <see langword="null"/> = never.</summary>
    /// <returns>The instant.</returns>
    public DateTimeOffset? EntryExpires(DateTimeOffset now) => AllowNonExpiring ? null : now + MaxLifetime + Leeway + Margin;
}
