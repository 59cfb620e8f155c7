using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>How sessions of one app are kept and refreshed.</summary>
internal sealed record SessionRules
{
    private static readonly TimeSpan MinRenewalLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestLimit = TimeSpan.FromDays(3650);

    public required TimeSpan GraceWindow { get; init; }

    public required TimeSpan LostAnswerWindow { get; init; }

    public required TimeSpan SessionLifetime { get; init; }

    public required TimeSpan RefreshLifetime { get; init; }

    public required TimeSpan AccessLifetime { get; init; }

    /// <summary>The most recorded sessions of an identity; <see langword="null"/> = any number.</summary>
    public required int? MaxSessions { get; init; }

    public required RefreshHandlers Handlers { get; init; }

    /// <summary>How long <c>OnRefresh</c> may take: the exchange is decided by what was looked up before it.</summary>
    public TimeSpan RenewalLimit => GraceWindow / 2 > MinRenewalLimit ? GraceWindow / 2 : MinRenewalLimit;

    /// <summary>The longest lifetime of a token; <see langword="null"/> = unlimited.</summary>
    public required TimeSpan? MaxTokenLifetime { get; init; }

    public required bool AllowNonExpiring { get; init; }

    /// <summary>When a session ends at the latest; <see langword="null"/> = never.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset started, SessionLimits limits) =>
        After(started, limits.Lifetime ?? SessionLifetime);

    /// <summary>When a refresh token that is issued now expires; <see langword="null"/> = never.</summary>
    public DateTimeOffset? TokenExpires(DateTimeOffset started, SessionLimits limits, DateTimeOffset now)
    {
        var idle = After(now, limits.Idle ?? RefreshLifetime);
        var end = EndOf(started, limits);
        return idle is null || end < idle ? end : idle;
    }

    /// <summary>Checks the limits that a session is to have of its own.</summary>
    /// <returns>The limits.</returns>
    /// <exception cref="ArgumentException">A limit is not one that this app could keep.</exception>
    public SessionLimits LimitsOf(SessionStart? start)
    {
        if (start is null)
            return default;
        Check(nameof(SessionStart.IdleTimeout), start.IdleTimeout);
        Check(nameof(SessionStart.ExpiresIn), start.ExpiresIn);
        if (start.IdleTimeout == Timeout.InfiniteTimeSpan && !AllowNonExpiring)
            throw new ArgumentException("SessionStart.IdleTimeout is infinite, but AllowNonExpiringTokens is off. Set a finite one.");
        if (start.IdleTimeout > MaxTokenLifetime)
        {
            throw new ArgumentException(
                $"SessionStart.IdleTimeout is {start.IdleTimeout}, longer than MaxTokenLifetime ({MaxTokenLifetime}). "
                + "Increase MaxTokenLifetime or decrease IdleTimeout.");
        }

        return new SessionLimits(start.IdleTimeout, start.ExpiresIn, start.Persistent);
    }

    private static DateTimeOffset? After(DateTimeOffset instant, TimeSpan lifetime) =>
        Lifetime.IsInfinite(lifetime) ? null : instant + lifetime;

    private static void Check(string name, TimeSpan? limit)
    {
        if (limit is { } span && !Lifetime.IsInfinite(span) && (span <= TimeSpan.Zero || span > LongestLimit))
            throw new ArgumentException($"SessionStart.{name} is {span}; it must be positive and at most {LongestLimit.Days} days.");
    }
}
