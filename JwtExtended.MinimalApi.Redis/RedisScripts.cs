namespace JwtExtended.MinimalApi.Redis;

/// <summary>The operations that must be atomic, by the clock of Redis. Each script uses one key, as a cluster requires.</summary>
/// <remarks>
/// An entry is a letter (c = consumed, r = revoked, u = up to) and an instant; its expiry is that of the key. A session record begins with
/// its expiry, or "-" for never. Instants are Unix time in milliseconds, as text; an empty argument means none.
/// </remarks>
internal static class RedisScripts
{
    /// <summary>Returns when the store was created, after writing it if it is missing.</summary>
    public const string StoreCreatedAt = Now + """
        local created = redis.call('GET', KEYS[1])
        if not created then
          created = text(now)
          redis.call('SET', KEYS[1], created)
        end
        return created
        """;

    /// <summary>ARGV: expiry. Returns whether it won, the entry, and the current time.</summary>
    public const string Consume = Now + """
        local existing = redis.call('GET', KEYS[1])
        if existing then
          return {0, existing, text(now)}
        end
        local consumed, expires = 'c' .. text(now), tonumber(ARGV[1])
        if not expires then
          redis.call('SET', KEYS[1], consumed)
        elseif expires > now then
          redis.call('SET', KEYS[1], consumed)
          redis.call('PEXPIREAT', KEYS[1], ARGV[1])
        end
        return {1, consumed, text(now)}
        """;

    /// <summary>ARGV: letter, instant (empty: now), expiry. Keeps the greater kind, the later instant and the later expiry.</summary>
    public const string Write = Now + """
        local kind, at, expires = ARGV[1], tonumber(ARGV[2]) or now, tonumber(ARGV[3])
        local old = redis.call('GET', KEYS[1])
        if not old then
          if expires and expires <= now then return end
          redis.call('SET', KEYS[1], kind .. text(at))
          if expires then redis.call('PEXPIREAT', KEYS[1], ARGV[3]) end
          return
        end
        if string.sub(old, 1, 1) == 'r' then kind = 'r' end
        at = math.max(at, tonumber(string.sub(old, 2)))
        local left = redis.call('PTTL', KEYS[1])
        redis.call('SET', KEYS[1], kind .. text(at), 'KEEPTTL')
        if left >= 0 then
          if not expires then
            redis.call('PERSIST', KEYS[1])
          elseif expires > now + left then
            redis.call('PEXPIREAT', KEYS[1], ARGV[3])
          end
        end
        """;

    /// <summary>ARGV: session, record. Removes the expired records of the identity.</summary>
    public const string PutSession = Now + Expiry + """
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        local all, latest, forever = redis.call('HGETALL', KEYS[1]), 0, false
        for i = 1, #all, 2 do
          if not expired(all[i + 1]) then
            local expires = expiry(all[i + 1])
            if expires then latest = math.max(latest, expires) else forever = true end
          else
            redis.call('HDEL', KEYS[1], all[i])
          end
        end
        if forever then
          redis.call('PERSIST', KEYS[1])
        elseif latest > 0 then
          redis.call('PEXPIREAT', KEYS[1], text(latest))
        end
        """;

    /// <summary>ARGV: session, last refresh, expiry. Returns whether the record exists and has not expired.</summary>
    public const string TouchSession = Now + Expiry + """
        local record = redis.call('HGET', KEYS[1], ARGV[1])
        if not record or expired(record) then return 0 end
        local old, expires = expiry(record), tonumber(ARGV[3])
        if old and expires then expires = math.max(old, expires) else expires = nil end
        local refreshed, rest = string.match(record, '^%S+ (%S+) (.*)$')
        refreshed = math.max(tonumber(refreshed), tonumber(ARGV[2]))
        redis.call('HSET', KEYS[1], ARGV[1], (expires and text(expires) or '-') .. ' ' .. text(refreshed) .. ' ' .. rest)
        local left = redis.call('PTTL', KEYS[1])
        if not expires then
          redis.call('PERSIST', KEYS[1])
        elseif left >= 0 and expires > now + left then
          redis.call('PEXPIREAT', KEYS[1], text(expires))
        end
        return 1
        """;

    /// <summary>Returns the unexpired records: session, record, session, record and so on.</summary>
    public const string GetSessions = Now + Expiry + """
        local all, unexpired = redis.call('HGETALL', KEYS[1]), {}
        for i = 1, #all, 2 do
          if not expired(all[i + 1]) then
            unexpired[#unexpired + 1] = all[i]
            unexpired[#unexpired + 1] = all[i + 1]
          end
        end
        return unexpired
        """;

    /// <summary>ARGV: session. Returns whether an unexpired record was removed.</summary>
    public const string RemoveSession = Now + Expiry + """
        local record = redis.call('HGET', KEYS[1], ARGV[1])
        if not record then return 0 end
        redis.call('HDEL', KEYS[1], ARGV[1])
        return expired(record) and 0 or 1
        """;

    /// <summary>ARGV: session. Returns whether its record exists and has not expired.</summary>
    public const string HasSession = Now + Expiry + """
        local record = redis.call('HGET', KEYS[1], ARGV[1])
        return record and not expired(record) and 1 or 0
        """;

    private const string Now = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local function text(instant) return string.format('%.0f', instant) end

        """;

    private const string Expiry = """
        local function expiry(record) return tonumber(string.match(record, '^%S+')) end
        local function expired(record)
          local expires = expiry(record)
          return expires and expires <= now
        end

        """;
}
