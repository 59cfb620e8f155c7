using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>The contents of a token to issue.</summary>
internal readonly record struct TokenContents
{
    public required TokenType Type { get; init; }

    public required string Identity { get; init; }

    public required TokenDescriptor Descriptor { get; init; }

    public required SessionStamp Session { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>
    /// Gets the issue time that is written: not earlier than the start of the session and the time in the <c>jti</c>, which follow the
    /// clock of the store.
    /// </summary>
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>Gets the expiration time in seconds since 1970, or <see langword="null"/> when the token does not expire.</summary>
    public required long? Expires { get; init; }

    /// <summary>Gets when the user last authenticated, or <see langword="null"/> when that is unknown.</summary>
    public required DateTimeOffset? AuthTime { get; init; }

    /// <summary>Gets the id of the token, or <see langword="null"/> for a new one.</summary>
    public Guid? Jti { get; init; }

    /// <summary>Gets the secret that the successor of a refresh token is derived from; other tokens have none.</summary>
    public RefreshSeed? Seed { get; init; }

    /// <summary>Gets the value for the double submit, or <see langword="null"/> when tokens are not carried by cookies.</summary>
    public string? Csrf { get; init; }

    /// <summary>Gets the end of the connection, the method and the path that a ticket is for.</summary>
    public string? Target { get; init; }
}
