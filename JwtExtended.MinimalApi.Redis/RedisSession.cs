using System.Globalization;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// A session record as text: expiry, last refresh, start, id and user agent, separated by spaces. Without a user agent the last space is
/// omitted as well.
/// </summary>
internal static class RedisSession
{
    private const string Never = "-";
    private const int Fields = 5;

    public static string Write(SessionRecord record)
    {
        var expires = record.Expires is { } instant ? RedisTime.ExpiryMilliseconds(instant).ToString(CultureInfo.InvariantCulture) : Never;
        var fields = string.Create(
            CultureInfo.InvariantCulture,
            $"{expires} {record.LastRefreshed.ToUnixTimeMilliseconds()} {record.Started.ToUnixTimeMilliseconds()} {record.Id}");
        return record.UserAgent is null ? fields : $"{fields} {record.UserAgent}";
    }

    public static SessionRecord Read(string key, string text)
    {
        var fields = text.Split(' ', Fields);
        return new SessionRecord
        {
            Key = key,
            Expires = fields[0] == Never ? null : RedisTime.Read(fields[0]),
            LastRefreshed = RedisTime.Read(fields[1]),
            Started = RedisTime.Read(fields[2]),
            Id = fields[3],
            UserAgent = fields.Length == Fields ? fields[4] : null,
        };
    }
}
