namespace JwtExtended.MinimalApi;

/// <summary>Options for storing revocations in Redis.</summary>
public sealed class RedisRevocationOptions
{
    /// <summary>
    /// Gets or sets the prefix of every key. Applications with different issuers can share one prefix: their keys are always different.
    /// </summary>
    /// <remarks>
    /// On a cluster the keys of one identity are on one node, and those of all identities are distributed. A part in braces (a hash tag)
    /// stores all keys on one node.
    /// </remarks>
    /// <value>The default is <c>jwt:</c>. The maximum length is 128 characters.</value>
    /// <exception cref="ArgumentException">The value is longer than 128 characters, or has an empty hash tag.</exception>
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

            if (value.IndexOf('{') is >= 0 and var tag && value.AsSpan(tag + 1).StartsWith("}"))
            {
                throw new ArgumentException(
                    $"KeyPrefix is '{value}', whose hash tag is empty. Remove the braces, or put a name in them.", nameof(value));
            }

            field = value;
        }
    } = "jwt:";

    private const int MaxPrefixLength = 128;
}
