using System.Text.Json;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Reads seconds since 1970 (RFC 7519, 2), fractions allowed, as ticks of UTC.</summary>
internal static class NumericDate
{
    /// <summary>The last second of the year 9999, which is the last one that <see cref="DateTimeOffset"/> can represent.</summary>
    public const long MaxSeconds = 253_402_300_799;

    public const long MaxMilliseconds = MaxSeconds * 1000 + 999;

    private const long MinSeconds = -62_135_596_800;

    /// <summary>Reads the date at the reader's position.</summary>
    /// <param name="reader">The reader, positioned on the value.</param>
    /// <param name="ticks">Receives the date; unchanged when there is none.</param>
    /// <returns><see langword="true"/> if the value is a number within the range of dates; otherwise <see langword="false"/>.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, ref long ticks)
    {
        if (reader.TokenType != JsonTokenType.Number)
            return false;
        if (reader.TryGetInt64(out var integer))
            return TryConvert(integer, TimeSpan.TicksPerSecond, MinSeconds, MaxSeconds, ref ticks);
        // A decimal and not a double: it has no infinity, and keeps every digit of a real date.
        if (!reader.TryGetDecimal(out var seconds) || seconds is < MinSeconds or > MaxSeconds)
            return false;
        ticks = DateTimeOffset.UnixEpoch.UtcTicks + (long)(seconds * TimeSpan.TicksPerSecond);
        return true;
    }

    /// <summary>Reads milliseconds since 1970, as in <c>sst</c>, at the reader's position.</summary>
    /// <param name="reader">The reader, positioned on the value.</param>
    /// <param name="ticks">Receives the date; unchanged when there is none.</param>
    /// <returns><see langword="true"/> if the value is an integer within the range of dates; otherwise <see langword="false"/>.</returns>
    public static bool TryReadMilliseconds(ref Utf8JsonReader reader, ref long ticks) =>
        reader.TokenType == JsonTokenType.Number
        && reader.TryGetInt64(out var value)
        && TryConvert(value, TimeSpan.TicksPerMillisecond, 0, MaxSeconds * 1000, ref ticks);

    private static bool TryConvert(long value, long unit, long min, long max, ref long ticks)
    {
        if (value < min || value > max)
            return false;
        ticks = DateTimeOffset.UnixEpoch.UtcTicks + value * unit;
        return true;
    }
}
