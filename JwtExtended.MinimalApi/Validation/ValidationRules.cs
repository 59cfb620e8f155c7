using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>The rules that the claims of a token must satisfy.</summary>
internal sealed record ValidationRules
{
    /// <summary>Gets the issuers and audiences of access tokens.</summary>
    public required AcceptedParties Accepted { get; init; }

    /// <summary>Gets the expected issuer of refresh tokens and tickets, or <see langword="null"/> when it is not checked.</summary>
    public required string? Issuer { get; init; }

    /// <summary>Gets the expected audience of refresh tokens, which is always checked.</summary>
    public required string RefreshAudience { get; init; }

    /// <summary>Gets the expected audience of tickets, which is always checked.</summary>
    public required string TicketAudience { get; init; }

    public required TimeSpan Leeway { get; init; }

    /// <summary>Gets the longest accepted time from <c>iat</c> to <c>exp</c>, or <see langword="null"/> for no limit.</summary>
    public required TimeSpan? MaxLifetime { get; init; }

    public required bool AllowNonExpiring { get; init; }

    public required int MaxLength { get; init; }
}
