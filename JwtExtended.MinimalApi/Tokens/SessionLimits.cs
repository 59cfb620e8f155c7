using System.Globalization;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// The limits that one session has of its own, in place of those of the app. They are a claim of its tokens, so that every way to renew
/// the session keeps them.
/// </summary>
/// <param name="Idle">How long a refresh token lives; <see langword="null"/> = as configured.</param>
/// <param name="Lifetime">When the session ends at the latest, after its start; <see langword="null"/> = as configured.</param>
/// <param name="Persistent">Whether cookies outlive the browser session; <see langword="null"/> = as configured.</param>
internal readonly record struct SessionLimits(TimeSpan? Idle, TimeSpan? Lifetime, bool? Persistent)
{
    private const string Default = "-";
    private const string Never = "never";

    /// <summary>Takes limits that are not set from others.</summary>
    /// <param name="others">The others.</param>
    /// <returns>The limits.</returns>
    public SessionLimits Or(SessionLimits others) =>
        new(Idle ?? others.Idle, Lifetime ?? others.Lifetime, Persistent ?? others.Persistent);

    /// <summary>Reads the claim of a verified token.</summary>
    /// <param name="text">The claim.</param>
    /// <returns>The limits; those of the app for a claim that another library wrote.</returns>
    public static SessionLimits Parse(string? text) =>
        text?.Split(' ') is [var idle, var lifetime, var cookies]
            && TryReadSeconds(idle, out var idleLimit)
            && TryReadSeconds(lifetime, out var lifetimeLimit)
            ? new SessionLimits(idleLimit, lifetimeLimit, cookies == Default ? null : cookies == "p")
            : default;

    /// <summary>Formats the limits as a claim.</summary>
    /// <returns>The claim, or <see langword="null"/> where the session has no limits of its own.</returns>
    public string? ToClaim() => this == default
        ? null
        : $"{Seconds(Idle)} {Seconds(Lifetime)} {(Persistent is { } persistent ? persistent ? "p" : "s" : Default)}";

    private static string Seconds(TimeSpan? limit) => limit switch
    {
        null => Default,
        { } span when Tokens.Lifetime.IsInfinite(span) => Never,
        { } span => Tokens.Lifetime.Seconds(span).ToString(CultureInfo.InvariantCulture),
    };

    private static bool TryReadSeconds(string text, out TimeSpan? limit)
    {
        limit = text == Never ? Timeout.InfiniteTimeSpan : null;
        if (text is Default or Never)
            return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;
        limit = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
