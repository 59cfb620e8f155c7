namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// The operations on stored keys. They use commands that the other scripts use as well, for which the store has the rights.
/// </summary>
internal static class RedisKeyScripts
{
    /// <summary>Returns the ids of a group.</summary>
    public const string ListIds = "return redis.call('ZREVRANGE', KEYS[1], 0, -1)";

    /// <summary>KEYS: key, ids. ARGV: id, value. The key is written once. Returns whether this call wrote it.</summary>
    public const string Add = """
        local added = redis.call('SET', KEYS[1], ARGV[2], 'NX')
        redis.call('ZADD', KEYS[2], 0, ARGV[1])
        return added and 1 or 0
        """;

    /// <summary>KEYS: key, ids. ARGV: id.</summary>
    public const string Delete = """
        redis.call('PEXPIREAT', KEYS[1], 1)
        redis.call('ZREM', KEYS[2], ARGV[1])
        """;
}
