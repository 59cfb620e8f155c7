using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>An entry as the scripts write it: a letter and an instant.</summary>
/// <param name="Kind">The letter, or <c>'\0'</c> without an entry.</param>
/// <param name="At">When the entry was created, or the instant up to which it applies.</param>
internal readonly record struct RedisEntry(char Kind, DateTimeOffset At)
{
    public bool IsRevoked => Kind == 'r';

    public bool IsConsumed => Kind == 'c';

    public DateTimeOffset? UpTo => Kind == 'u' ? At : null;

    /// <summary>Parses an entry.</summary>
    /// <returns>The entry, or the default value if there is none.</returns>
    public static RedisEntry Read(RedisValue value) =>
        (string?)value is { Length: > 0 } text ? new RedisEntry(text[0], RedisTime.Read(text.AsSpan(1))) : default;
}
