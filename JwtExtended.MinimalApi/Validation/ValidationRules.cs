namespace JwtExtended.MinimalApi.Validation;

/// <summary>What the claims of a token must satisfy.</summary>
internal sealed record ValidationRules
{
    /// <summary>The issuer asked for; <see langword="null"/> = not checked.</summary>
    public required string? Issuer { get; init; }

    /// <summary>The audience asked for of access tokens; <see langword="null"/> = not checked.</summary>
    public required string? Audience { get; init; }

    /// <summary>The audience asked for of refresh tokens, always.</summary>
    public required string RefreshAudience { get; init; }

    /// <summary>The audience asked for of tickets, always.</summary>
    public required string TicketAudience { get; init; }

    public required TimeSpan Leeway { get; init; }

    /// <summary>The longest accepted span from <c>iat</c> to <c>exp</c>; <see langword="null"/> = unlimited.</summary>
    public required TimeSpan? MaxLifetime { get; init; }

    public required bool AllowNonExpiring { get; init; }

    public required int MaxLength { get; init; }
}
