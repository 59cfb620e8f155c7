using System.Text.Json;

namespace JwtExtended.MinimalApi.Reading;

/// <summary>Seconds since 1970 (RFC 7519, 2), fractions allowed.</summary>
internal static class NumericDate
{
    private const long MinSeconds = -62_135_596_800;
    private const long MaxSeconds = 253_402_300_799;

    public static DateTimeOffset? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
            return null;
        if (reader.TryGetInt64(out var whole))
            return whole is >= MinSeconds and <= MaxSeconds ? DateTimeOffset.FromUnixTimeSeconds(whole) : null;
        // A decimal and not a double: it has no infinity, and keeps every digit of a real date.
        return reader.TryGetDecimal(out var seconds) && seconds is >= MinSeconds and <= MaxSeconds
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;
    }

    /// <summary>Milliseconds since 1970, as <c>sst</c> has them.</summary>
    public static DateTimeOffset? ReadMilliseconds(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value is >= 0 and <= MaxSeconds * 1000
            ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            : null;
}
