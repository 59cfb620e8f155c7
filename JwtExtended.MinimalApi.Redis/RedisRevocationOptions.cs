namespace JwtExtended.MinimalApi;

/// <summary>How revocations are kept in Redis.</summary>
public sealed class RedisRevocationOptions
{
    /// <summary>What every key begins with. Apps with different issuers may share one prefix; their keys never meet.</summary>
    /// <remarks>A part in braces (a hash tag) puts everything on one node of a cluster.</remarks>
    /// <value>The default is <c>jwt:</c>; up to 128 characters.</value>
    /// <exception cref="ArgumentException">The value is longer.</exception>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public string KeyPrefix
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Length > MaxPrefixLength)
                throw new ArgumentException($"KeyPrefix is {value.Length} characters long; up to {MaxPrefixLength} are allowed.", nameof(value));
            field = value;
        }
    } = "jwt:";

    private const int MaxPrefixLength = 128;
}
