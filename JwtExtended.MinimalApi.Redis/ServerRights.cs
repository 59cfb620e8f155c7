using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>The commands that the store and its client use, and the ACL rule that grants them.</summary>
internal sealed class ServerRights(RedisStoreSettings settings, string configuration)
{
    // Each with arguments that change nothing, because the key does not exist.
    private const string Probe = """
        local key, denied = ARGV[1], {}
        local function probe(...)
          local reply = redis.pcall(...)
          local message = type(reply) == 'table' and reply.err
          if not message or not (message:find('NOPERM', 1, true) or message:find("executing the script can't", 1, true)) then return end
          denied[#denied + 1] = message:find(' key', 1, true) and 'keys' or (...)
        end
        probe('EXISTS', key)
        probe('GET', key)
        probe('GETRANGE', key, 0, 0)
        probe('MGET', key)
        probe('PERSIST', key)
        probe('PEXPIREAT', key, 1)
        probe('PTTL', key)
        probe('SET', key, '', 'XX')
        probe('SETRANGE', key, 0, '')
        probe('STRLEN', key)
        probe('TIME')
        probe('ZADD', key, 'XX', 0, '')
        probe('ZREM', key, '')
        probe('ZREVRANGE', key, 0, 0)
        probe('ZREVRANK', key, '')
        probe('ZSCORE', key, '')
        return denied
        """;

    private const string Keys = "keys";
    private const string NoScript = "0000000000000000000000000000000000000000";

    private const string Granted =
        "+echo +ping +info +select +client|setname +client|id +cluster|nodes +cluster|slots +eval +evalsha +script|load +wait "
        + "+exists +get +getrange +mget +persist +pexpireat +pttl +set +setrange +strlen +time "
        + "+zadd +zrem +zrevrange +zrevrank +zscore";

    /// <summary>Finds out whether a server refuses the connection because a command that opens it is missing.</summary>
    /// <returns>What is missing; empty if the server is unavailable.</returns>
    public async Task<IReadOnlyList<string>> CheckConnectingAsync(IServer server) =>
        await IsDeniedAsync(() => server.PingAsync()) ? [Describe(server, ["ECHO"])] : [];

    /// <summary>Finds out which commands the user must not run.</summary>
    /// <returns>What is missing.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(IServer server)
    {
        var missing = new List<string>();
        if (await IsDeniedAsync(() => server.ExecuteAsync("EVALSHA", NoScript, 0)))
            missing.Add("EVALSHA");
        if (settings.AcknowledgedBy > 0 && await IsDeniedAsync(() => server.ExecuteAsync("WAIT", 0, 0)))
            missing.Add("WAIT");
        if (settings.AcknowledgedBy > 0 && await IsDeniedAsync(() => server.ExecuteAsync("CLIENT", "ID")))
            missing.Add("CLIENT ID");
        var denied = Array.Empty<string>();
        if (await IsDeniedAsync(async () =>
            denied = (string[])(await server.ExecuteAsync("EVAL", Probe, 0, settings.KeyPrefix + "probe"))!))
        {
            missing.Add("EVAL");
        }

        missing.AddRange(denied.Distinct());
        return missing.Count == 0 ? [] : [Describe(server, missing)];
    }

    private static async Task<bool> IsDeniedAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException)
        {
            // Otherwise the server is unavailable for another reason, or the error is one that only a permitted command can have.
            return e.Message.Contains("NOPERM", StringComparison.Ordinal);
        }
    }

    // Not parsed: a password may have commas, and an error would quote it.
    private string FindUser()
    {
        const string setting = "user=";
        var user = configuration.Split(',').FirstOrDefault(part => part.StartsWith(setting, StringComparison.OrdinalIgnoreCase));
        return user?.Length > setting.Length ? user[setting.Length..] : "default";
    }

    private string Describe(IServer server, IReadOnlyList<string> missing)
    {
        var user = FindUser();
        var commands = string.Join(", ", missing.Where(command => command != Keys));
        var keys = $"use keys that begin with '{settings.KeyPrefix}'";
        // A server refuses a pattern that a user already has by another one.
        var (denied, rule) = (commands.Length > 0, missing.Contains(Keys)) switch
        {
            (true, false) => ($"run the commands {commands}", Granted),
            (false, true) => (keys, $"~{settings.KeyPrefix}* {Granted}"),
            _ => ($"run the commands {commands} and {keys}", $"~{settings.KeyPrefix}* {Granted}"),
        };
        return $"The user '{user}' of Redis at {ServerCheck.NameOf(server)} has no permission to {denied}, as the store has to. "
            + $"Grant it with: ACL SETUSER {user} {rule}";
    }
}
