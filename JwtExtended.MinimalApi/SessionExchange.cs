namespace JwtExtended.MinimalApi;

/// <summary>A refresh token to exchange (<see cref="IJwtStore.ExchangeAsync"/>).</summary>
public sealed record SessionExchange
{
    /// <summary>Gets the key of the identity.</summary>
    public required string IdentityKey { get; init; }

    /// <summary>Gets the key of the session.</summary>
    public required string SessionKey { get; init; }

    /// <summary>Gets the key of everything that the application issues.</summary>
    public required string EverythingKey { get; init; }

    /// <summary>Gets the number of the token: how often its session had been exchanged when it was issued.</summary>
    public required int Number { get; init; }

    /// <summary>Gets when the session of the token began, in whole milliseconds.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>
    /// Gets whether the token may start an entry: it belongs to a session that was not recorded, and no token was exchanged for it.
    /// </summary>
    public required bool MayStart { get; init; }

    /// <summary>
    /// Gets whether the token is exchanged only if that cannot end the session or replace a successor
    /// (<see cref="ExchangeOutcome.Skipped"/>).
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool OnlyCurrent { get; init; }

    /// <summary>Gets how long the same successor is handed out again (<see cref="RotationOptions.GraceWindow"/>).</summary>
    public required TimeSpan GraceWindow { get; init; }

    /// <summary>
    /// Gets how long a successor that was never used is replaced (<see cref="RotationOptions.LostAnswerWindow"/>).
    /// </summary>
    public required TimeSpan LostAnswerWindow { get; init; }

    /// <summary>Gets the time at which the entry may be deleted, or <see langword="null"/> for never.</summary>
    public required DateTimeOffset? Expires { get; init; }
}
