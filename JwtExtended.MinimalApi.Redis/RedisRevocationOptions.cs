namespace JwtExtended.MinimalApi;

/// <summary>Options for storing revocations in Redis.</summary>
public sealed class RedisRevocationOptions
{
    /// <summary>
    /// Gets or sets the prefix of every key. Applications with different issuers can share one prefix: their keys are always different.
    /// </summary>
    /// <remarks>A part in braces (a hash tag) stores all keys on one node of a cluster.</remarks>
    /// <value>The default is <c>jwt:</c>. The maximum length is 128 characters.</value>
    /// <exception cref="ArgumentException">The value is longer than 128 characters.</exception>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public string KeyPrefix
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Length > MaxPrefixLength)
            {
                throw new ArgumentException(
                    $"KeyPrefix is {value.Length} characters long; the maximum is {MaxPrefixLength}.", nameof(value));
            }

            field = value;
        }
    } = "jwt:";

    private const int MaxPrefixLength = 128;
}
