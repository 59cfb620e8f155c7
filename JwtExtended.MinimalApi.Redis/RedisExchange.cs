using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>What goes into <see cref="RedisScripts.Exchange"/>, and what comes out.</summary>
internal static class RedisExchange
{
    // SessionEntry.Exchange has the same one.
    private const int MaxWindows = 6;

    public static RedisValue[] ArgumentsOf(SessionExchange exchange) =>
    [
        exchange.SessionKey,
        exchange.Number,
        RedisTime.Instant(exchange.Started),
        exchange.MayStart,
        exchange.OnlyCurrent,
        RedisTime.Milliseconds(exchange.GraceWindow),
        RedisTime.Milliseconds(MaxWindows * exchange.GraceWindow),
        RedisTime.Milliseconds(exchange.LostAnswerWindow),
        RedisTime.Expiry(exchange.Expires),
    ];

    public static ExchangeResult ReadResult(RedisResult result)
    {
        var outcome = Enum.Parse<ExchangeOutcome>((string)result[0]!);
        return result.Length == 1
            ? new ExchangeResult(outcome)
            : new ExchangeResult(outcome, (int)result[1], DateTimeOffset.FromUnixTimeMilliseconds((long)result[2]));
    }
}
