namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>How long the keys of a ring have to verify.</summary>
/// <param name="Time">The clock.</param>
/// <param name="TokenLifetime">How long a token may live, with the leeway; <see langword="null"/> for no limit.</param>
internal sealed record RingRules(TimeProvider Time, TimeSpan? TokenLifetime)
{
    // Processes see a change minutes apart, and their clocks differ by seconds.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a key signs on after another one has replaced it: other processes see the change later, and other services have read the
    /// published keys some minutes ago.
    /// </summary>
    public static TimeSpan Handover { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether a key verifies after another one has replaced it at its origin.</summary>
    public bool KeepsReplaced { get; init; }

    /// <summary>How the keys rotate; <see langword="null"/> if the app does not generate them.</summary>
    public RotationPlan? Rotation { get; init; }

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Determines when the last token has expired that a key has signed.</summary>
    /// <param name="signedUntil">When another key began to sign.</param>
    /// <returns>The instant; <see langword="null"/> if tokens do not expire.</returns>
    public DateTimeOffset? EndOf(DateTimeOffset signedUntil) =>
        TokenLifetime is { } lifetime && signedUntil < DateTimeOffset.MaxValue - lifetime - Margin
            ? signedUntil + lifetime + Margin
            : null;
}
