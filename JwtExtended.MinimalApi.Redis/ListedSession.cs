using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>A session in the list of its identity.</summary>
/// <param name="SessionKey">The key of the session.</param>
/// <param name="Started">When it started, as text.</param>
internal readonly record struct ListedSession(string SessionKey, string Started)
{
    /// <summary>Gets the position behind this session.</summary>
    public string Position => $"{Started} {SessionKey}";

    /// <summary>Parses the entry of the session.</summary>
    /// <returns>The record, or <see langword="null"/> if the session ended, expired or was replaced.</returns>
    public SessionRecord? ReadRecord(RedisValue entry) =>
        RedisSession.ReadRecord(entry) is { } record && record.Started == RedisTime.Read(Started) ? record : null;
}
