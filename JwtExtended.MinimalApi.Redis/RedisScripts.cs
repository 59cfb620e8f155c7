namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// The operations that must be atomic, by the clock of Redis. Each script declares its keys, which are in one slot of a cluster.
/// </summary>
/// <remarks>
/// Instants are Unix time in milliseconds, as text; "-" means never or none. An entry has its expiry in its value, so that the later one of
/// two can be kept, and the same one as the expiry of its key.
/// </remarks>
internal static class RedisScripts
{
    /// <summary>Returns the time.</summary>
    public const string Time = Now + "return text(now)";

    /// <summary>Returns when the store was created, after writing it if it is missing.</summary>
    public const string StoreCreatedAt = Now + """
        local created = redis.call('GET', KEYS[1])
        if not created then
          created = text(now)
          redis.call('SET', KEYS[1], created)
        end
        return created
        """;

    /// <summary>ARGV: expiry. The key is written once. Returns whether this call wrote it.</summary>
    public const string TryUse = """
        if not redis.call('SET', KEYS[1], ARGV[1], 'NX') then return 0 end
        if ARGV[1] ~= '-' then redis.call('PEXPIREAT', KEYS[1], ARGV[1]) end
        return 1
        """;

    /// <summary>ARGV: expiry. Keeps the later one.</summary>
    public const string RevokeToken = """
        local old, expires = redis.call('GET', KEYS[1]), tonumber(ARGV[1])
        if old and (old == '-' or expires and expires <= tonumber(old)) then return end
        redis.call('SET', KEYS[1], ARGV[1])
        if expires then redis.call('PEXPIREAT', KEYS[1], ARGV[1]) end
        """;

    /// <summary>
    /// ARGV: earliest instant, expiry, session to except (or empty), its start, milliseconds behind the last one. As
    /// <see cref="RevokedUpTo.Raise"/>, with its limit of 9 seconds. Returns what is stored, or nil if the session is revoked already.
    /// </summary>
    public const string RevokeUpTo = Now + RedisScriptParts.Write + RedisScriptParts.Revoked + """
        local old, expires, except, before = revoked(KEYS[1]), tonumber(ARGV[2]), ARGV[3], nil
        local instant = math.max(now, tonumber(ARGV[1]))
        if old then instant = math.max(instant, old.instant, math.min(old.instant + tonumber(ARGV[5]), instant + 9000)) end
        if except ~= '' then
          if covers(old, except, tonumber(ARGV[4])) then return false end
          before = tonumber(ARGV[4]) - 1
        end
        if old then expires = later(old.expires, expires) end
        local value = text(instant) .. ' ' .. text(expires) .. ' ' .. text(before) .. ' ' .. except
        put(KEYS[1], value, expires)
        return value
        """;

    /// <summary>
    /// KEYS: session, list, revoked of the identity. ARGV: session, record, earliest start, expiry, end of the list, start of the session
    /// that goes on (or empty). As <see cref="SessionEntry.Start(SessionEntry, NewSession, DateTimeOffset)"/>. Returns the start, or nil.
    /// </summary>
    public const string StartSession = Now + RedisScriptParts.Write + RedisScriptParts.Revoked + RedisScriptParts.Session + """
        local started, expires = math.max(now, tonumber(ARGV[3])), tonumber(ARGV[4])
        local behind = revoked(KEYS[3])
        if behind then started = math.max(started, behind.instant + 1) end
        local replaced, continued = read(KEYS[1]), tonumber(ARGV[6])
        if replaced and continued and (replaced.revoked == 1 or replaced.started > continued) then return false end
        if continued then started = math.max(started, continued + 1) end
        if replaced then
          started = math.max(started, replaced.started + 1)
          expires = later(replaced.expires, expires)
        end
        local session = start(started, expires)
        if continued then session.root = replaced and replaced.started == continued and replaced.root or continued end
        put(KEYS[1], header(session) .. ARGV[2], expires)
        local ends, left = later(tonumber(ARGV[5]), tonumber(ARGV[4])), redis.call('PTTL', KEYS[2])
        redis.call('ZADD', KEYS[2], text(started), ARGV[1])
        if not ends then
          redis.call('PERSIST', KEYS[2])
        elseif left == -2 or left >= 0 and ends > now + left then
          redis.call('PEXPIREAT', KEYS[2], text(ends))
        end
        return text(started)
        """;

    /// <summary>
    /// KEYS: session, list, revoked of the identity, and of everything if it is in the same slot. ARGV: session, number, start, whether it
    /// may start an entry (1), only the current one (1), the windows (grace, all of grace, lost response), expiry. As
    /// <see cref="SessionEntry.Exchange"/>, step by step. Returns the outcome, and what is handed out: the number
    /// and when it was made.
    /// </summary>
    public const string Exchange = Now + RedisScriptParts.Write + RedisScriptParts.Revoked + RedisScriptParts.Session + """
        local member, number, started = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
        local mayStart, onlyCurrent, expires = ARGV[4] == '1', ARGV[5] == '1', tonumber(ARGV[9])
        local grace, allGrace, lost = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
        local session = read(KEYS[1])
        local function advance()
          session.n, session.p, session.at, session.handed, session.seen = number + 1, number, now, now, 0
        end

        for i = 3, #KEYS do
          if covers(revoked(KEYS[i]), member, started) then return {'Revoked'} end
        end
        if session then expires = later(session.expires, expires) end
        -- 1.
        if session and (session.revoked == 1 or session.started > started) then return {'Revoked'} end
        -- 2.
        if not session or session.started < started then
          if not mayStart then return {'Missing'} end
          session = start(started, expires)
          advance()
          replace(KEYS[1], KEYS[2], member, session)
          return {'Advanced', session.n, now}
        end
        session.expires = expires
        local sinceHandedOut = now - session.handed
        -- 3.
        if number >= session.n then
          if number == session.n and sinceHandedOut < grace then return {'Current', session.n, session.at} end
          advance()
          update(KEYS[1], session)
          return {'Advanced', session.n, now}
        end
        if number == session.p then
          -- 4.
          if sinceHandedOut < grace then
            if session.seen == 0 and now - session.at < allGrace then
              session.handed = now
              update(KEYS[1], session)
            end
            return {'Again', session.n, session.at}
          end
          -- 5.
          if session.seen == 0 and not onlyCurrent and now - session.at < lost then
            session.n, session.at, session.handed = session.n + 1, now, now
            update(KEYS[1], session)
            return {'Reissued', session.n, now}
          end
        end
        -- 6.
        if onlyCurrent then return {'Skipped'} end
        session.revoked = 1
        replace(KEYS[1], KEYS[2], member, session)
        return {'Reused'}
        """;

    /// <summary>ARGV: number. Notes that a token of the current number was used.</summary>
    public const string MarkSeen = """
        local marks, number = string.match(redis.call('GETRANGE', KEYS[1], 0, 13), '^(..)(.*)$')
        if marks == '00' and tonumber(number) == tonumber(ARGV[1]) then redis.call('SETRANGE', KEYS[1], 0, '1') end
        """;

    /// <summary>
    /// KEYS: session, list. ARGV: session, expiry, start (or empty). As <see cref="SessionEntry.End"/>, with the 10 seconds that it covers.
    /// Returns whether a recorded session ended.
    /// </summary>
    public const string EndSession = Now + RedisScriptParts.Write + RedisScriptParts.Session + """
        local session, expires, started = read(KEYS[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        if session and session.revoked == 0 and started and session.root > started then return 0 end
        local ended = session or start(now, expires)
        if session then ended.expires = later(session.expires, expires) end
        ended.started = math.max(ended.started, now + 10000, started or 0)
        ended.revoked = 1
        return replace(KEYS[1], KEYS[2], ARGV[1], ended) and session and 1 or 0
        """;

    /// <summary>
    /// KEYS: list. ARGV: limit, and the start and the session behind which to begin. Returns sessions and their starts, newest first, one
    /// more than the limit if there are more.
    /// </summary>
    public const string Page = """
        local first, limit, started, session = 0, tonumber(ARGV[1]), ARGV[2], ARGV[3]
        if session then
          -- A session that has left the list is put back for a moment: only the list itself tells its place among equal starts.
          local score = redis.call('ZSCORE', KEYS[1], session)
          if score and tonumber(score) == tonumber(started) then
            first = redis.call('ZREVRANK', KEYS[1], session) + 1
          else
            redis.call('ZADD', KEYS[1], started, session)
            first = redis.call('ZREVRANK', KEYS[1], session)
            if not score then
              redis.call('ZREM', KEYS[1], session)
            else
              redis.call('ZADD', KEYS[1], score, session)
              if tonumber(score) > tonumber(started) then first = first + 1 end
            end
          end
        end
        return redis.call('ZREVRANGE', KEYS[1], first, first + limit, 'WITHSCORES')
        """;

    /// <summary>KEYS: list, sessions. ARGV: sessions. Removes those that have no record any more.</summary>
    public const string Prune = Now + RedisScriptParts.Session + """
        for i, member in ipairs(ARGV) do
          if not isRecorded(KEYS[i + 1]) then redis.call('ZREM', KEYS[1], member) end
        end
        """;

    private const string Now = RedisScriptParts.Now;
}
