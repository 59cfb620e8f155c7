using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>An entry as the scripts write it: a letter and an instant.</summary>
/// <param name="Kind">The letter; <c>'\0'</c> where there is no entry.</param>
/// <param name="At">When it was made, or up to when it counts.</param>
internal readonly record struct RedisEntry(char Kind, DateTimeOffset At)
{
    public bool IsRevoked => Kind == 'r';

    public bool IsConsumed => Kind == 'c';

    public DateTimeOffset? UpTo => Kind == 'u' ? At : null;

    public static RedisEntry Read(RedisValue value) =>
        (string?)value is { Length: > 0 } text ? new RedisEntry(text[0], RedisTime.Read(text.AsSpan(1))) : default;
}
