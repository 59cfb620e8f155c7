using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>Another issuer whose tokens are accepted for a time: a snapshot of its options.</summary>
internal sealed class LegacyIssuer
{
    private readonly ExpectedString? _issuer;
    private readonly ExpectedString? _audience;
    private readonly bool _namesNoIssuer;

    /// <summary>Takes a snapshot.</summary>
    /// <param name="options">Options that were validated.</param>
    /// <param name="position">Their position among those of other issuers.</param>
    /// <param name="roleClaim">The claim with the roles, unless the options name another one.</param>
    /// <param name="maxLifetime">The longest lifetime, unless the options name another one; <see langword="null"/> = no limit.</param>
    public LegacyIssuer(LegacyTokenOptions options, int position, string roleClaim, TimeSpan? maxLifetime)
    {
        Kind = options.Kind;
        Position = position;
        Until = options.Until;
        Key = options.Key!;
        IdentityClaim = options.IdentityClaim;
        Claims = new ClaimsReader(options.RoleClaim ?? roleClaim);
        MaxLifetime = options.MaxTokenLifetime ?? maxLifetime;
        AssumedLifetime = options.MaxTokenLifetime;
        IsAccess = options.IsAccess;
        IsRefresh = options.IsRefresh;
        IsRevoked = options.IsRevoked;
        _issuer = ExpectedString.Of(NullIfEmpty(options.Issuer));
        _namesNoIssuer = options.Issuer is "";
        _audience = ExpectedString.Of(NullIfEmpty(options.Audience));
    }

    public LegacyTokenKind Kind { get; }

    public int Position { get; }

    public DateTimeOffset Until { get; }

    public JwtKey Key { get; }

    public string? IdentityClaim { get; }

    public ClaimsReader Claims { get; }

    public TimeSpan? MaxLifetime { get; }

    /// <summary>How long before its expiration a token counts as issued that does not say it; <see langword="null"/> = refused.</summary>
    public TimeSpan? AssumedLifetime { get; }

    public Func<Token, bool>? IsAccess { get; }

    public Func<Token, bool>? IsRefresh { get; }

    public Func<Token, ValueTask<bool>>? IsRevoked { get; }

    public bool HasRefreshTokens => Kind != LegacyTokenKind.JwtBearer || IsRefresh is not null;

    public bool Names(TokenClaims claims) => _issuer is null ? !_namesNoIssuer || claims.Iss is null : claims.HasIssuer(_issuer);

    // RFC 7519, 4.1.3: who is not named in an audience must reject the token.
    public bool IsAddressed(TokenClaims claims) => _audience is null ? claims.Aud.Count == 0 : claims.HasAudience(_audience);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
