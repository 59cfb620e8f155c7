namespace JwtExtended.MinimalApi.Issuing;

/// <summary>What the tokens of one app carry, and what they must not exceed.</summary>
internal sealed record IssuingRules
{
    /// <summary>The issuer written; <see langword="null"/> = none.</summary>
    public required string? Issuer { get; init; }

    /// <summary>The audience of access tokens; <see langword="null"/> = none.</summary>
    public required string? Audience { get; init; }

    public required string RefreshAudience { get; init; }

    public required string TicketAudience { get; init; }

    /// <summary>Whether tokens may come by cookie, and say what must be repeated then.</summary>
    public required bool WritesCsrf { get; init; }

    public required TimeSpan AccessLifetime { get; init; }

    public required TimeSpan RefreshLifetime { get; init; }

    /// <summary>How long a session lasts at most, whatever is refreshed; <see cref="Timeout.InfiniteTimeSpan"/> = for ever.</summary>
    public required TimeSpan SessionLifetime { get; init; }

    /// <summary>The longest lifetime; <see langword="null"/> = unlimited.</summary>
    public required TimeSpan? MaxLifetime { get; init; }

    public required bool AllowNonExpiring { get; init; }

    public required int MaxLength { get; init; }
}
