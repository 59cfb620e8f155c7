using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>The claims and limits of the tokens of one app.</summary>
internal sealed record IssuingRules
{
    /// <summary>Gets the issuer, or <see langword="null"/> for none.</summary>
    public required string? Issuer { get; init; }

    /// <summary>Gets the audience of access tokens, or <see langword="null"/> for none.</summary>
    public required string? Audience { get; init; }

    /// <summary>Gets the issuers and audiences of the access tokens that this app accepts itself.</summary>
    public required AcceptedParties Accepted { get; init; }

    /// <summary>Gets the client that tokens are issued to (RFC 9068, 2.2), or <see langword="null"/> for none.</summary>
    public required string? ClientId { get; init; }

    public required string RefreshAudience { get; init; }

    public required string TicketAudience { get; init; }

    /// <summary>Gets whether tokens have a <c>csrf</c> claim, because they may be carried by cookies.</summary>
    public required bool WritesCsrf { get; init; }

    public required TimeSpan AccessLifetime { get; init; }

    public required TimeSpan RefreshLifetime { get; init; }

    /// <summary>Gets the maximum duration of a session, or <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public required TimeSpan SessionLifetime { get; init; }

    /// <summary>Gets the maximum lifetime of a token, or <see langword="null"/> for no limit.</summary>
    public required TimeSpan? MaxLifetime { get; init; }

    public required bool AllowNonExpiring { get; init; }

    public required int MaxLength { get; init; }

    /// <summary>Gets how long a signer may take.</summary>
    public required TimeSpan SigningTimeout { get; init; }

    /// <summary>Gets how access tokens are presented (RFC 6749, 5.1): the prefix of the header.</summary>
    public required string TokenType { get; init; }
}
