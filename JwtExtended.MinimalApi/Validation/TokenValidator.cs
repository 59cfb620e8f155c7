using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>Turns text into a verified token or a refusal. It never throws for what a caller sends.</summary>
internal sealed class TokenValidator(JwtKeyRing ring, ValidationRules rules, TokenContext context, VerifiedTokenCache? cache)
{
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(60);

    private static readonly Refusal NoType = new(JwtErrorCode.TokenType, "The header has no typ.");
    private static readonly Refusal ForeignType = new(JwtErrorCode.TokenType, "The typ of the header is neither at+jwt nor rt+jwt:");
    private static readonly Refusal OtherType = new(JwtErrorCode.TokenType, "The token is of a type that is not asked for.");
    private static readonly Refusal WrongIssuer = new(JwtErrorCode.TokenInvalid, "The issuer is another one:");
    private static readonly Refusal WrongAudience = new(JwtErrorCode.TokenInvalid, "The token is for another audience.");
    private static readonly Refusal IssuedAhead = new(JwtErrorCode.TokenInvalid, "The token was issued in the future.");
    private static readonly Refusal NotYetValid = new(JwtErrorCode.TokenInvalid, "The token is not valid yet.");
    private static readonly Refusal NeverExpires = new(JwtErrorCode.TokenInvalid, "The token never expires, and AllowNonExpiringTokens is off.");
    private static readonly Refusal LivesTooLong = new(JwtErrorCode.TokenInvalid, "The token lives longer than MaxTokenLifetime.");
    private static readonly Refusal Expired = new(JwtErrorCode.TokenExpired, "The token has expired.");

    private readonly ClaimsReader _claims = new(context.Names.RoleClaim);
    private readonly ExpectedString? _issuer = ExpectedString.Of(rules.Issuer);
    private readonly ExpectedString? _audience = ExpectedString.Of(rules.Audience);
    private readonly ExpectedString _refreshAudience = ExpectedString.Of(rules.RefreshAudience)!;
    private readonly ExpectedString _ticketAudience = ExpectedString.Of(rules.TicketAudience)!;
    private readonly long _leeway = rules.Leeway.Ticks;
    private readonly long _skew = Math.Max(rules.Leeway.Ticks, MaxClockSkew.Ticks);

    public ValidationResult Read(string text, TokenTypes accepted) => Read(text, text, accepted);

    /// <summary>Reads a part of a text, such as what stands behind the scheme of a header.</summary>
    /// <param name="text">The compact text.</param>
    /// <param name="whole">The same as a string, where there is one; else it is made for an accepted token only.</param>
    /// <param name="accepted">The types asked for.</param>
    public ValidationResult Read(ReadOnlySpan<char> text, string? whole, TokenTypes accepted)
    {
        // One set of keys from start to end: what is retired meanwhile counts from the next request on.
        var keys = ring.Current;
        if (cache is not null && accepted.Includes(TokenType.Access) && cache.Find(text, keys) is { } known)
            return CheckTime(known) is { } late ? new ValidationResult(late) : new ValidationResult(known);
        if (Verify(text, keys, accepted, out var header, out var key, out var claims) is { } refusal)
            return new ValidationResult(refusal);
        if (Check(claims, header.Type!.Value) is { } failed)
            return new ValidationResult(failed);
        var token = new Token(whole ?? text.ToString(), header.Type.Value, header.Kid, claims, context);
        if (token.Type == TokenType.Access)
            cache?.Add(token, key);
        return new ValidationResult(token);
    }

    // The order is a security decision: nothing of the payload is parsed before the signature holds.
    private Refusal? Verify(ReadOnlySpan<char> text, KeySet keys, TokenTypes accepted, out JwsHeader header, out JwtKey key, out TokenClaims claims)
    {
        header = default;
        key = null!;
        claims = null!;
        if (CompactJws.Split(text, rules.MaxLength, out var jws) is { } wrongForm)
            return wrongForm;
        if (ReadHeader(jws.Header, keys, accepted, out header, out key) is { } wrongHeader)
            return wrongHeader;
        return SignatureCheck.Check(jws, key) ?? _claims.Read(CompactJws.Decode(jws.Payload), out claims);
    }

    private static Refusal? ReadHeader(ReadOnlySpan<char> encoded, KeySet keys, TokenTypes accepted, out JwsHeader header, out JwtKey key)
    {
        // What a key writes itself needs no parsing: the same text says the same.
        if (keys.TryFindHeader(encoded, out var known))
        {
            header = new JwsHeader(known.Key.Algorithm, known.Type, null, known.Key.Kid);
            key = known.Key;
            return accepted.Includes(known.Type) ? null : OtherType;
        }

        key = null!;
        if (HeaderReader.Read(encoded, out header) is { } malformed)
            return malformed;
        if (header.Type is not { } type)
            return header.TypeText is null ? NoType : ForeignType.With(header.TypeText);
        return accepted.Includes(type) ? SignatureCheck.FindKey(keys, header, out key) : OtherType;
    }

    private Refusal? Check(TokenClaims claims, TokenType type)
    {
        if (_issuer is not null && !claims.HasIssuer(_issuer))
            return WrongIssuer.With(claims.Iss);
        var audience = type switch
        {
            TokenType.Access => _audience,
            TokenType.Refresh => _refreshAudience,
            _ => _ticketAudience,
        };
        if (audience is not null && !claims.HasAudience(audience))
            return WrongAudience;
        return CheckLifetime(claims) ?? CheckTime(claims);
    }

    private Refusal? CheckLifetime(TokenClaims claims)
    {
        if (claims.ExpTicks is not { } exp)
            return rules.AllowNonExpiring ? null : NeverExpires;
        return rules.MaxLifetime is { } max && exp - claims.IatTicks > max.Ticks ? LivesTooLong : null;
    }

    /// <summary>Checks the claims of a token that this app has just signed, as reading it would.</summary>
    /// <param name="issued">The token.</param>
    /// <returns>Why the token would be refused, or <see langword="null"/>.</returns>
    public Refusal? CheckIssued(IssuedToken issued) =>
        CompactJws.Split(issued.Text, rules.MaxLength, out var jws) ?? _claims.Read(CompactJws.Decode(jws.Payload), out var claims)
        ?? Check(claims, issued.Type);

    /// <summary>What the clock decides; it is asked again whenever a token is used again.</summary>
    public Refusal? CheckTime(Token token)
    {
        var refusal = CheckTime(token.ClaimSet);
        if (ReferenceEquals(refusal, Expired))
            cache?.Remove(token);
        return refusal;
    }

    private Refusal? CheckTime(TokenClaims claims)
    {
        var now = context.Time.GetUtcNow().UtcTicks;
        // RFC 7519, 4.1.4: exp is exclusive.
        if (claims.ExpTicks is { } exp && now - exp >= _leeway)
            return Expired;
        if (claims.NbfTicks is { } nbf && nbf - now > _leeway)
            return NotYetValid;
        return claims.IatTicks - now > _skew ? IssuedAhead : null;
    }
}
