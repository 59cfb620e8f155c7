namespace JwtExtended.MinimalApi;

/// <summary>A page of the recorded sessions of an identity (<see cref="IJwtStore.ListSessionsAsync"/>).</summary>
/// <param name="Records">The records, newest first.</param>
/// <param name="Next">The position of the next page, opaque to the caller, or <see langword="null"/> if there is none.</param>
public sealed record SessionPage(IReadOnlyList<SessionRecord> Records, string? Next);
