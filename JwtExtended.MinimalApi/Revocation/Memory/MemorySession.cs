namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>The entry of a session, with its record while that exists.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Id">The id of a recorded session; <see langword="null"/> when it was not recorded, or has ended.</param>
/// <param name="Data">What the application told about a recorded session.</param>
internal sealed record MemorySession(SessionEntry Entry, string? Id, string? Data)
{
    public SessionRecord? Record =>
        Id is null || Entry.Revoked ? null : new SessionRecord(Id, Entry.Started, Entry.At, Entry.Expires, Data ?? "");
}
