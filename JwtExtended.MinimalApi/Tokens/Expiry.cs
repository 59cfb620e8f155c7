namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Compares expiries, where <see langword="null"/> is never.</summary>
internal static class Expiry
{
    /// <summary>Returns the later of two expiries.</summary>
    /// <returns>The later one; <see langword="null"/> if either is never.</returns>
    public static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other is null ? null : one > other ? one : other;
}
