namespace JwtExtended.MinimalApi;

/// <summary>What a store tells about one recorded session (<see cref="IJwtStore.ListSessionsAsync"/>).</summary>
/// <param name="Id">The id of the session (<c>sid</c>).</param>
/// <param name="Started">When the session began, in whole milliseconds.</param>
/// <param name="LastRefreshed">When its current number was made, in whole milliseconds. Initially, this is when it began.</param>
/// <param name="Expires">The time at which the entry may be deleted, or <see langword="null"/> for never.</param>
/// <param name="Data">What the application told about the session (<see cref="NewSession.Data"/>).</param>
public sealed record SessionRecord(
    string Id, DateTimeOffset Started, DateTimeOffset LastRefreshed, DateTimeOffset? Expires, string Data);
