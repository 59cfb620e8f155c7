namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Compares instants.</summary>
internal static class Instant
{
    /// <summary>Gets the latest one.</summary>
    /// <param name="instants">The instants; what is missing is as early as can be.</param>
    /// <returns>The latest instant.</returns>
    public static DateTimeOffset Latest(params ReadOnlySpan<DateTimeOffset?> instants)
    {
        var latest = DateTimeOffset.MinValue;
        foreach (var instant in instants)
        {
            if (instant > latest)
                latest = instant.Value;
        }

        return latest;
    }
}
