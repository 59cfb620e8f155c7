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

    /// <summary>
    /// Gets or sets whether the application starts with a server that deletes keys when its memory is full. Deleting the entry of a session
    /// that was ended makes its tokens valid again.
    /// </summary>
    /// <remarks>
    /// A server that has a memory limit and a <c>maxmemory-policy</c> other than <c>noeviction</c> fails the start if it is available then,
    /// and is logged as an error if it is not. With <see langword="true"/>, it is logged as a warning.
    /// </remarks>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AllowEviction { get; set; }

    /// <summary>
    /// Gets or sets how many replicas must acknowledge a write before it counts as confirmed (<c>WAIT</c>), so that a failover to one of
    /// them does not lose it: a login, a refresh, a logout, a revocation, the use of a one-time token.
    /// </summary>
    /// <remarks>
    /// If too few replicas acknowledge a write within <see cref="RevocationOptions.Timeout"/>, the response is
    /// <see cref="JwtErrorCode.StoreUnavailable"/>; the write may or may not have taken effect, and can be repeated. Look-ups do not wait
    /// for replicas. Writes use a second connection, because a server holds back what is sent after <c>WAIT</c>: a connection string or
    /// options are needed, and not an existing connection.
    /// </remarks>
    /// <value>The default is 0: the primary alone. The maximum is 100.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or greater than 100.</exception>
    public int AcknowledgedBy
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxReplicas);
            field = value;
        }
    }

    private const int MaxPrefixLength = 128;
    private const int MaxReplicas = 100;
}
