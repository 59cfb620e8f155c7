namespace JwtExtended.MinimalApi;

/// <summary>A session to record (<see cref="IJwtStore.StartSessionAsync"/>).</summary>
public sealed record NewSession
{
    /// <summary>Gets the key of the identity.</summary>
    public required string IdentityKey { get; init; }

    /// <summary>Gets the key of the session.</summary>
    public required string SessionKey { get; init; }

    /// <summary>Gets the key of everything that the application issues.</summary>
    public required string EverythingKey { get; init; }

    /// <summary>Gets the id of the session (<c>sid</c>): 1 to 64 characters of <c>[A-Za-z0-9_-]</c>.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Gets the earliest start of the session, in whole milliseconds: it starts then or, by the clock of the store, now.
    /// </summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>
    /// Gets when the session began, with the same id, for which this one goes on, or <see langword="null"/>. Nothing begins if that session
    /// has ended, or a later one has replaced it; what ends it later ends this one (<see cref="SessionEntry.Root"/>).
    /// </summary>
    public DateTimeOffset? Continues { get; init; }

    /// <summary>Gets what the application tells about the session, as text that is opaque to the store: at most 8,192 characters.</summary>
    public required string Data { get; init; }

    /// <summary>Gets the time at which the entry may be deleted, or <see langword="null"/> for never.</summary>
    public required DateTimeOffset? Expires { get; init; }

    /// <summary>
    /// Gets when the session ends at the latest, however often it is exchanged, or <see langword="null"/> for never: until then the list of
    /// the identity is kept.
    /// </summary>
    public required DateTimeOffset? Ends { get; init; }
}
