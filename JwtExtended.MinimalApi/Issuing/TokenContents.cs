using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>Everything decided about a token before it is written.</summary>
internal readonly record struct TokenContents
{
    public required TokenType Type { get; init; }

    public required string Identity { get; init; }

    public required TokenDescriptor Descriptor { get; init; }

    public required SessionStamp Session { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The expiry in seconds since 1970; <see langword="null"/> = never.</summary>
    public required long? Expires { get; init; }

    /// <summary>When credentials were proved; <see langword="null"/> = not said.</summary>
    public required DateTimeOffset? AuthTime { get; init; }

    /// <summary>The id of the token; <see langword="null"/> = a new one.</summary>
    public Guid? Jti { get; init; }

    /// <summary>What the successor of a refresh token is derived from; <see langword="null"/> for other tokens.</summary>
    public RefreshSeed? Seed { get; init; }

    /// <summary>What a browser must repeat when the token comes by cookie; <see langword="null"/> = no cookies.</summary>
    public string? Csrf { get; init; }

    /// <summary>What a ticket opens: the method and the path.</summary>
    public string? Target { get; init; }
}
