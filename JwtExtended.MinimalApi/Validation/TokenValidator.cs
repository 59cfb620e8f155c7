using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>Validates compact texts: the result is a verified token or a refusal. No input from a client causes an exception.</summary>
internal sealed class TokenValidator(JwtKeyRing ring, ValidationRules rules, TokenContext context, VerifiedTokenCache? cache)
{
    private static readonly Refusal NoType = new(JwtErrorCode.TokenType, "The header has no typ.");
    private static readonly Refusal UnknownType = new(JwtErrorCode.TokenType, "The typ of the header is neither at+jwt nor rt+jwt:");
    private static readonly Refusal OtherType = new(JwtErrorCode.TokenType, "The token is not of a type that is accepted here.");
    private static readonly Refusal WrongIssuer = new(JwtErrorCode.TokenInvalid, "The issuer is another one:");
    private static readonly Refusal WrongAudience = new(JwtErrorCode.TokenInvalid, "The token is for another audience.");
    private static readonly Refusal IssuedInFuture = new(JwtErrorCode.TokenInvalid, "The token was issued in the future.");
    private static readonly Refusal NotYetValid = new(JwtErrorCode.TokenInvalid, "The token is not valid yet.");

    private static readonly Refusal NeverExpires =
        new(JwtErrorCode.TokenInvalid, "The token does not expire, and AllowNonExpiringTokens is off.");

    // RFC 9068, 2.2: required, as in every token of this package. Tokens of former issuers are read elsewhere.
    private static readonly Refusal NoId = new(JwtErrorCode.TokenMalformed, "The payload has no jti, or an empty one.");

    private static readonly Refusal KeyRetired =
        new(JwtErrorCode.TokenInvalid, "The key of the token was retired or replaced meanwhile.");

    private static readonly Refusal LivesTooLong = new(JwtErrorCode.TokenInvalid, "The token lives longer than MaxTokenLifetime.");
    private static readonly Refusal Expired = new(JwtErrorCode.TokenExpired, "The token has expired.");

    private readonly ClaimsReader _claims = new(context.Names.RoleClaim);
    private readonly ClockRules _clock = new(rules.Leeway);
    private readonly ExpectedString? _issuer = ExpectedString.Of(rules.Issuer);
    private readonly ExpectedString _refreshAudience = ExpectedString.Of(rules.RefreshAudience)!;
    private readonly ExpectedString _ticketAudience = ExpectedString.Of(rules.TicketAudience)!;

    /// <summary>Gets the tokens of other issuers; <see langword="null"/> for most applications.</summary>
    public LegacyTokens? Legacy { get; init; }

    /// <summary>Validates a text.</summary>
    /// <param name="text">The compact text.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <returns>The token or the refusal.</returns>
    public Outcome<Token> Validate(string text, TokenTypes accepted) => Validate(text, text, accepted);

    /// <summary>Validates a part of a text, such as a header without its scheme.</summary>
    /// <param name="text">The compact text.</param>
    /// <param name="originalString">The same text, where it exists as a string; otherwise one is created for a valid token.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <returns>The token or the refusal.</returns>
    public Outcome<Token> Validate(ReadOnlySpan<char> text, string? originalString, TokenTypes accepted)
    {
        // One set of keys from start to end: a key that is retired meanwhile counts until the next request.
        var keys = ring.Current;
        if (cache is not null && accepted.Includes(TokenType.Access) && cache.Find(text, keys) is { } known)
            return CheckTime(known) is { } outdated ? new Outcome<Token>(outdated) : new Outcome<Token>(known);
        if ((Verify(text, keys, accepted, out var jws) ?? CheckClaims(jws.Claims, jws.Type)) is { } refusal)
        {
            return NamesNoType(refusal) && Legacy is { } legacy
                ? legacy.Validate(text, originalString, accepted)
                : new Outcome<Token>(refusal);
        }

        if (!TryFindKey(jws, keys, out var key))
            return new Outcome<Token>(KeyRetired);
        var token = new Token(originalString ?? text.ToString(), jws.Type, jws.Kid, jws.Claims, context) { Key = key };
        if (token.Type == TokenType.Access)
            cache?.Offer(token);
        return new Outcome<Token>(token);
    }

    /// <summary>
    /// Validates a token of this app for any service that is to accept it: an access token may be for another audience, and need not be
    /// valid yet. It is not cached.
    /// </summary>
    /// <param name="text">The compact text.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <returns>The token or the refusal.</returns>
    public Outcome<Token> ValidateForAnyone(string text, TokenTypes accepted)
    {
        var keys = ring.Current;
        if ((Verify(text, keys, accepted, out var jws) ?? CheckForAnyone(jws.Claims, jws.Type)) is { } refusal)
        {
            return NamesNoType(refusal) && Legacy is { } legacy
                ? legacy.ValidateForAnyone(text, accepted)
                : new Outcome<Token>(refusal);
        }

        return TryFindKey(jws, keys, out var key)
            ? new Outcome<Token>(new Token(text, jws.Type, jws.Kid, jws.Claims, context) { Key = key })
            : new Outcome<Token>(KeyRetired);
    }

    /// <summary>
    /// Verifies an access token as far as it proves whose session it was: it may have expired, or be for another audience.
    /// </summary>
    /// <param name="text">The compact text.</param>
    /// <returns>The claims; <see langword="null"/> when the text is no access token that a key of this app has signed.</returns>
    public TokenClaims? FindSigned(ReadOnlySpan<char> text)
    {
        var keys = ring.Current;
        if (cache?.Find(text, keys) is { } known)
            return known.ClaimSet;
        if (Verify(text, keys, TokenTypes.Access, out var jws) is not { } refusal)
            return jws.Claims;
        return NamesNoType(refusal) && Legacy?.FindSigned(text) is { Type: TokenType.Access } token ? token.ClaimSet : null;
    }

    /// <summary>Reads which type a text claims to be, without verifying anything that says it.</summary>
    /// <param name="text">The compact text.</param>
    /// <returns>The type; <see langword="null"/> when the text is no token, or of no known type.</returns>
    public TokenType? PeekType(ReadOnlySpan<char> text) =>
        CompactJws.Split(text, rules.MaxLength, out var jws) is null && HeaderReader.Read(jws.Header, out var header) is null
            ? header.Type ?? Legacy?.FindSigned(text)?.Type
            : null;

    /// <summary>Checks the key of a verified token, as at each further use of it.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The refusal, or <see langword="null"/> while the key is in use.</returns>
    public Refusal? CheckKey(Token token)
    {
        // Its key is in no ring, and it expires when the key is not accepted any more.
        if (token.Legacy is not null)
            return null;
        var keys = ring.Current;
        // Another key may have got the kid of a retired one.
        return (token.Type == TokenType.Access || keys.Service.Find(token.Kid) is not null)
            && (token.Type == TokenType.Refresh || keys.Holds(token.Key))
            ? null
            : KeyRetired;
    }

    /// <summary>Checks the time and the key of a token that has opened something: a ticket lasts as long as its access token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The refusal, or <see langword="null"/> while it may go on.</returns>
    public Refusal? CheckOpened(Token token) => EndOf(token) <= context.Time.GetUtcNow() ? Expired : CheckKey(token);

    /// <summary>Determines until when a request that was authenticated with a token may go on.</summary>
    /// <param name="token">The token; a ticket lasts as long as its access token.</param>
    /// <returns>The instant; <see langword="null"/> = for ever.</returns>
    public DateTimeOffset? EndOf(Token token) => _clock.EndOf(token.End);

    /// <summary>Checks the times of a verified token against the clock, as at each further use of it.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The refusal, or <see langword="null"/> when the token is still valid.</returns>
    public Refusal? CheckTime(Token token)
    {
        var refusal = CheckTime(token.ClaimSet);
        if (ReferenceEquals(refusal, Expired))
            cache?.Remove(token);
        return refusal;
    }

    /// <summary>Checks the claims of a token that this app has just signed, as validating it would.</summary>
    /// <param name="issued">The token.</param>
    /// <returns>Why the token would be refused, or <see langword="null"/>.</returns>
    public Refusal? CheckIssued(IssuedToken issued) => CompactJws.Split(issued.Text, rules.MaxLength, out var jws)
        ?? _claims.Read(CompactJws.Decode(jws.Payload), out var claims)
        ?? CheckClaims(claims, issued.Type);

    // What the key of an access token opens must not be open with a ticket that was made before the key was retired.
    private static bool TryFindKey(in VerifiedJws jws, KeySet keys, out JwtKey? key)
    {
        key = jws.Type switch
        {
            TokenType.Access => jws.Key,
            TokenType.Ticket when jws.Claims.Ticket is { Fingerprint: var fingerprint } => keys.FindByFingerprint(fingerprint),
            _ => null,
        };
        return key is not null || jws.Type == TokenType.Refresh;
    }

    // The order is a security decision: nothing of the payload is parsed before its signature is verified.
    private Refusal? Verify(ReadOnlySpan<char> text, KeySet keys, TokenTypes accepted, out VerifiedJws verified)
    {
        verified = default;
        if (CompactJws.Split(text, rules.MaxLength, out var jws) is { } wrongForm)
            return wrongForm;
        if (ReadHeader(jws.Header, keys, accepted, out var header, out var key) is { } wrongHeader)
            return wrongHeader;
        // The key that the token names is known here: no other node has another key of that name.
        if (SignatureCheck.Check(jws, key) is { } wrongSignature)
            return header.Kid is null ? wrongSignature : wrongSignature.AsFinal();
        if (_claims.Read(CompactJws.Decode(jws.Payload), out var claims) is { } wrongPayload)
            return wrongPayload;
        if (!claims.HasJti)
            return NoId;
        verified = new VerifiedJws(header.Type!.Value, header.Kid, key, claims);
        return null;
    }

    private static Refusal? ReadHeader(
        ReadOnlySpan<char> encoded, KeySet keys, TokenTypes accepted, out JwsHeader header, out JwtKey key)
    {
        // The headers that a key writes itself are known: equal text needs no parsing.
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
            return header.UnknownType is null ? NoType : UnknownType.WithClientValue(header.UnknownType);
        return accepted.Includes(type) ? SignatureCheck.FindKey(keys, type, header, out key) : OtherType;
    }

    private static bool NamesNoType(Refusal refusal) => ReferenceEquals(refusal, NoType) || refusal.Reason == UnknownType.Reason;

    private Refusal? CheckClaims(TokenClaims claims, TokenType type) =>
        CheckIssuer(claims, type) ?? CheckAudience(claims, type) ?? CheckLifetime(claims) ?? CheckTime(claims);

    private Refusal? CheckForAnyone(TokenClaims claims, TokenType type)
    {
        var audience = type == TokenType.Access ? null : CheckAudience(claims, type);
        if ((CheckIssuer(claims, type) ?? audience ?? CheckLifetime(claims)) is { } refusal)
            return refusal;
        return _clock.HasExpired(claims.ExpTicks, context.Time.GetUtcNow().UtcTicks) ? Expired : null;
    }

    private Refusal? CheckIssuer(TokenClaims claims, TokenType type)
    {
        var hasIssuer = type == TokenType.Access
            ? rules.Accepted.AcceptsIssuerOf(claims)
            : _issuer is null || claims.HasIssuer(_issuer);
        return hasIssuer ? null : WrongIssuer.WithClientValue(claims.Iss);
    }

    private Refusal? CheckAudience(TokenClaims claims, TokenType type)
    {
        var hasAudience = type switch
        {
            TokenType.Access => rules.Accepted.AcceptsAudienceOf(claims),
            TokenType.Refresh => claims.HasAudience(_refreshAudience),
            _ => claims.HasAudience(_ticketAudience),
        };
        return hasAudience ? null : WrongAudience;
    }

    private Refusal? CheckLifetime(TokenClaims claims)
    {
        if (claims.ExpTicks is not { } exp)
            return rules.AllowNonExpiring ? null : NeverExpires;
        return rules.MaxLifetime is { } max && exp - claims.IatTicks > max.Ticks ? LivesTooLong : null;
    }

    private Refusal? CheckTime(TokenClaims claims)
    {
        var now = context.Time.GetUtcNow().UtcTicks;
        if (_clock.HasExpired(claims.ExpTicks, now))
            return Expired;
        if (_clock.IsNotYetValid(claims.NbfTicks, claims.IatTicks, now))
            return NotYetValid;
        return _clock.IsIssuedInFuture(claims.IatTicks, now) ? IssuedInFuture : null;
    }
}
