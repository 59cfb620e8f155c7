using System.Globalization;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// The entry of a session as the scripts write it: 106 characters, and behind them the record of a session that has not ended.
/// </summary>
internal static class RedisSession
{
    /// <summary>The length of an entry without its record.</summary>
    public const int HeaderLength = 106;

    private const int NumberLength = 12;
    private const int InstantLength = 16;
    private const char IsSet = '1';

    /// <summary>Formats a record.</summary>
    /// <returns>The id, a space and the data.</returns>
    public static string WriteRecord(NewSession session) => $"{session.Id} {session.Data}";

    /// <summary>Parses an entry.</summary>
    /// <returns>The entry, or <see langword="null"/> if there is none.</returns>
    public static SessionEntry? ReadEntry(RedisValue value)
    {
        if ((string?)value is not { Length: >= HeaderLength } text)
            return null;
        var position = 2;
        return new SessionEntry
        {
            Seen = text[0] == IsSet,
            Revoked = text[1] == IsSet,
            Number = Number(),
            Parent = Number(),
            At = RedisTime.Read(Next(InstantLength)),
            HandedOut = RedisTime.Read(Next(InstantLength)),
            Started = RedisTime.Read(Next(InstantLength)),
            Root = RedisTime.Read(Next(InstantLength)),
            Expires = RedisTime.ReadExpiry(Next(InstantLength)),
        };

        ReadOnlySpan<char> Next(int length)
        {
            position += length;
            return text.AsSpan(position - length, length).TrimStart(' ');
        }

        int Number() => int.Parse(Next(NumberLength), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    /// <summary>Parses an entry with its record.</summary>
    /// <returns>The record, or <see langword="null"/> if there is none.</returns>
    public static SessionRecord? ReadRecord(RedisValue value)
    {
        if ((string?)value is not { Length: > HeaderLength } text || ReadEntry(value) is not { } entry)
            return null;
        var space = text.IndexOf(' ', HeaderLength);
        return new SessionRecord(text[HeaderLength..space], entry.Started, entry.At, entry.Expires, text[(space + 1)..]);
    }
}
