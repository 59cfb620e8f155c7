using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// The keys in Redis. What belongs to one identity has its key as hash tag: a script finds it in one slot of a cluster. A hash tag of the
/// prefix comes first, and counts instead.
/// </summary>
internal sealed class RedisKeys(string prefix)
{
    /// <summary>Gets the key of the creation time.</summary>
    public RedisKey CreatedAt { get; } = prefix + "created";

    /// <summary>The key of a revoked token, or of a key that was used.</summary>
    /// <returns>The key.</returns>
    public RedisKey Mark(string key) => prefix + key;

    /// <summary>The key of the instant up to which an identity, or everything, is revoked.</summary>
    /// <returns>The key.</returns>
    public RedisKey Revoked(string key) => $"{prefix}{{{key}}}.revoked";

    /// <summary>The key of the list of an identity's recorded sessions, sorted by their starts.</summary>
    /// <returns>The key.</returns>
    public RedisKey List(string identityKey) => $"{prefix}{{{identityKey}}}.sessions";

    /// <summary>The key of the ids of a group's stored keys.</summary>
    /// <returns>The key.</returns>
    public RedisKey StoredKeys(string group) => $"{prefix}{{{group}}}.keys";

    /// <summary>The key of a stored key.</summary>
    /// <returns>The key.</returns>
    public RedisKey StoredKey(string group, string id) => $"{prefix}{{{group}}}.key:{id}";

    /// <summary>The key of a session's entry.</summary>
    /// <returns>The key.</returns>
    public RedisKey Session(string identityKey, string sessionKey) => $"{prefix}{{{identityKey}}}:{sessionKey}";
}
