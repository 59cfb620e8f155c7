namespace JwtExtended.MinimalApi.Sessions;

/// <summary>How sessions of one app are kept and refreshed.</summary>
internal sealed record SessionRules
{
    private static readonly TimeSpan MinRenewalLimit = TimeSpan.FromSeconds(5);

    public required TimeSpan GraceWindow { get; init; }

    public required TimeSpan LostAnswerWindow { get; init; }

    public required TimeSpan SessionLifetime { get; init; }

    public required TimeSpan RefreshLifetime { get; init; }

    /// <summary>The most recorded sessions of an identity; <see langword="null"/> = any number.</summary>
    public required int? MaxSessions { get; init; }

    public required RefreshHandlers Handlers { get; init; }

    /// <summary>How long <c>OnRefresh</c> may take: the exchange is decided by what was looked up before it.</summary>
    public TimeSpan RenewalLimit => GraceWindow / 2 > MinRenewalLimit ? GraceWindow / 2 : MinRenewalLimit;

    /// <summary>When a session ends at the latest; <see langword="null"/> = never.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset started) => SessionLifetime == Timeout.InfiniteTimeSpan ? null : started + SessionLifetime;

    /// <summary>When a refresh token that is issued now expires; <see langword="null"/> = never.</summary>
    public DateTimeOffset? TokenExpires(DateTimeOffset started, DateTimeOffset now)
    {
        var idle = RefreshLifetime == Timeout.InfiniteTimeSpan ? (DateTimeOffset?)null : now + RefreshLifetime;
        var end = EndOf(started);
        return idle is null || end < idle ? end : idle;
    }
}
