namespace JwtExtended.MinimalApi.Redis;

/// <summary>What must happen at once, with the clock of Redis. Each script touches one key, as a cluster wants it.</summary>
/// <remarks>
/// An entry is a letter (c = consumed, r = revoked, u = up to) and an instant; its expiry is that of the key. A session record begins with
/// its expiry, or "-" for never. Instants are milliseconds since 1970, as text; an empty argument is no instant.
/// </remarks>
internal static class RedisScripts
{
    /// <summary>The birth that stands, or one that is made now.</summary>
    public const string StoreCreatedAt = Now + """
        local birth = redis.call('GET', KEYS[1])
        if not birth then
          birth = text(now)
          redis.call('SET', KEYS[1], birth)
        end
        return birth
        """;

    /// <summary>ARGV: expiry. Answers whether it won, the standing entry, and the present.</summary>
    public const string Consume = Now + """
        local standing = redis.call('GET', KEYS[1])
        if standing then
          return {0, standing, text(now)}
        end
        local mine, expires = 'c' .. text(now), tonumber(ARGV[1])
        if not expires then
          redis.call('SET', KEYS[1], mine)
        elseif expires > now then
          redis.call('SET', KEYS[1], mine)
          redis.call('PEXPIREAT', KEYS[1], ARGV[1])
        end
        return {1, mine, text(now)}
        """;

    /// <summary>ARGV: letter, instant (empty: now), expiry. Keeps the greater kind and instant and the later expiry.</summary>
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

    /// <summary>ARGV: session, record. Prunes the records of the identity that have expired.</summary>
    public const string PutSession = Now + Stands + """
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        local all, latest, forever = redis.call('HGETALL', KEYS[1]), 0, false
        for i = 1, #all, 2 do
          if stands(all[i + 1]) then
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

    /// <summary>ARGV: session, last refresh, expiry. Answers whether the record stands.</summary>
    public const string TouchSession = Now + Stands + """
        local record = redis.call('HGET', KEYS[1], ARGV[1])
        if not record or not stands(record) then return 0 end
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

    /// <summary>The records that stand, without their keys in front: session, record, session, record...</summary>
    public const string GetSessions = Now + Stands + """
        local all, standing = redis.call('HGETALL', KEYS[1]), {}
        for i = 1, #all, 2 do
          if stands(all[i + 1]) then
            standing[#standing + 1] = all[i]
            standing[#standing + 1] = all[i + 1]
          end
        end
        return standing
        """;

    /// <summary>ARGV: session. Answers whether a standing record was removed.</summary>
    public const string RemoveSession = Now + Stands + """
        local record = redis.call('HGET', KEYS[1], ARGV[1])
        if not record then return 0 end
        redis.call('HDEL', KEYS[1], ARGV[1])
        return stands(record) and 1 or 0
        """;

    /// <summary>ARGV: session. Answers whether its record stands.</summary>
    public const string HasSession = Now + Stands + """
        local record = redis.call('HGET', KEYS[1], ARGV[1])
        return record and stands(record) and 1 or 0
        """;

    private const string Now = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local function text(instant) return string.format('%.0f', instant) end

        """;

    private const string Stands = """
        local function expiry(record) return tonumber(string.match(record, '^%S+')) end
        local function stands(record)
          local expires = expiry(record)
          return not expires or expires > now
        end

        """;
}
