namespace JwtExtended.MinimalApi.Redis;

/// <summary>The functions that scripts share.</summary>
internal static class RedisScriptParts
{
    /// <summary>The time, and instants as text.</summary>
    public const string Now = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local function text(instant) return instant and string.format('%.0f', instant) or '-' end

        """;

    /// <summary>The later one of two expiries, and values with an expiry.</summary>
    public const string Write = """
        local function later(a, b) return a and b and math.max(a, b) end
        local function put(key, value, expires)
          redis.call('SET', key, value)
          if expires then redis.call('PEXPIREAT', key, text(expires)) end
        end

        """;

    /// <summary><see cref="RevokedUpTo"/>: instant, expiry, instant and key of the session that is excepted.</summary>
    public const string Revoked = """
        local function revoked(key)
          local instant, expires, before, except = string.match(redis.call('GET', key) or '', '^(%S+) (%S+) (%S+) (.*)$')
          expires = tonumber(expires or 0)
          if instant and not (expires and expires <= now) then
            return {instant = tonumber(instant), expires = expires, before = tonumber(before), except = except}
          end
        end
        local function covers(revoked, session, started)
          if not revoked then return false end
          if session == revoked.except and revoked.before and started == revoked.before + 1 then return false end
          return started <= revoked.instant
        end

        """;

    /// <summary>
    /// <see cref="SessionEntry"/>: 106 characters, in which it can be updated in place, and behind them the record, which exists until the
    /// session ends: its id, a space and its data.
    /// </summary>
    public const string Session = """
        local function read(key)
          local seen, revoked, n, p, at, handed, started, root, expires = string.match(
            redis.call('GETRANGE', key, 0, 105), '^(%d)(%d) +(%S+) +(%S+) +(%S+) +(%S+) +(%S+) +(%S+) +(%S+)$')
          if not seen or (tonumber(expires) or now + 1) <= now then return nil end
          return {
            seen = tonumber(seen), revoked = tonumber(revoked), n = tonumber(n), p = tonumber(p), at = tonumber(at),
            handed = tonumber(handed), started = tonumber(started), root = tonumber(root), expires = tonumber(expires)
          }
        end
        local function isRecorded(key) return redis.call('STRLEN', key) > 106 end
        local function start(started, expires)
          return {seen = 0, revoked = 0, n = 0, p = -1, at = started, handed = 0, started = started, root = started, expires = expires}
        end
        local function header(session)
          return string.format('%d%d%12.0f%12.0f%16.0f%16.0f%16.0f%16.0f%16s', session.seen, session.revoked,
            session.n, session.p, session.at, session.handed, session.started, session.root, text(session.expires))
        end
        local function update(key, session)
          redis.call('SETRANGE', key, 0, header(session))
          if session.expires then
            redis.call('PEXPIREAT', key, text(session.expires))
          else
            redis.call('PERSIST', key)
          end
        end
        local function replace(key, list, member, session)
          local wasRecorded = isRecorded(key)
          put(key, header(session), session.expires)
          if wasRecorded then redis.call('ZREM', list, member) end
          return wasRecorded
        end

        """;
}
