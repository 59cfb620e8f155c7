using JwtExtended.MinimalApi.Errors;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi.Reading;

/// <summary>Turns text into a verified token or a refusal. It never throws for what a caller sends.</summary>
internal sealed class TokenReader(KeyRing keys, ReadingRules rules, TokenContext context)
{
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(60);

    private static readonly Refusal OtherType = new(JwtErrorCode.TokenType, "The token is of a type that is not asked for.");
    private static readonly Refusal UnknownKey = new(JwtErrorCode.TokenInvalid, "No key has the kid of the header, or none alone fits its alg.");
    private static readonly Refusal OtherAlgorithm = new(JwtErrorCode.TokenInvalid, "The alg of the header is not the one bound to the key.", suspicious: true);
    private static readonly Refusal WrongSignature = new(JwtErrorCode.TokenInvalid, "The signature does not hold.");
    private static readonly Refusal WrongIssuer = new(JwtErrorCode.TokenInvalid, "The issuer is another one:");
    private static readonly Refusal WrongAudience = new(JwtErrorCode.TokenInvalid, "The token is for another audience.");
    private static readonly Refusal IssuedAhead = new(JwtErrorCode.TokenInvalid, "The token was issued in the future.");
    private static readonly Refusal NotYetValid = new(JwtErrorCode.TokenInvalid, "The token is not valid yet.");
    private static readonly Refusal NeverExpires = new(JwtErrorCode.TokenInvalid, "The token never expires, and AllowNonExpiringTokens is off.");
    private static readonly Refusal LivesTooLong = new(JwtErrorCode.TokenInvalid, "The token lives longer than MaxTokenLifetime.");
    private static readonly Refusal Expired = new(JwtErrorCode.TokenExpired, "The token has expired.");

    private readonly ClaimsReader _claims = new(context.Names.RoleClaim);

    public ReadResult Read(string text, TokenKinds accepted)
    {
        if (Verify(text, accepted, out var header, out var claims) is { } refusal)
            return new ReadResult(refusal);
        var token = new Token(text, header.Type, header.Kid, claims, context);
        return Check(token) is { } failed ? new ReadResult(failed) : new ReadResult(token);
    }

    // The order is a security decision: nothing of the payload is parsed before the signature holds.
    private Refusal? Verify(ReadOnlySpan<char> text, TokenKinds accepted, out JwsHeader header, out TokenClaims claims)
    {
        header = default;
        claims = null!;
        if (CompactJws.Split(text, rules.MaxLength, out var jws) is { } wrongForm)
            return wrongForm;
        if (HeaderReader.Read(CompactJws.Decode(jws.Header), out header) is { } wrongHeader)
            return wrongHeader;
        if (!accepted.Includes(header.Type))
            return OtherType;
        if (keys.Find(header.Kid, header.Algorithm) is not { } key)
            return UnknownKey.With(header.Kid);
        // RFC 8725, 3.1: the key says which algorithm is used, the token only repeats it.
        if (key.Algorithm != header.Algorithm)
            return OtherAlgorithm.With(header.Algorithm.ToString());
        if (!key.Verify(CompactJws.Decode(jws.Signature), jws.SigningInputBytes()))
            return WrongSignature;
        return _claims.Read(CompactJws.Decode(jws.Payload), out claims);
    }

    private Refusal? Check(Token token)
    {
        if (rules.Issuer is not null && token.Iss != rules.Issuer)
            return WrongIssuer.With(token.Iss);
        var audience = token.Type == TokenType.Refresh ? rules.RefreshAudience : rules.Audience;
        if (audience is not null && !token.Aud.Contains(audience))
            return WrongAudience;
        return CheckLifetime(token) ?? CheckTime(token);
    }

    private Refusal? CheckLifetime(Token token)
    {
        if (token.Exp is not { } exp)
            return rules.AllowNonExpiring ? null : NeverExpires;
        return rules.MaxLifetime is { } max && exp - token.Iat > max ? LivesTooLong : null;
    }

    /// <summary>What the clock decides; it is asked again whenever a token is used again.</summary>
    public Refusal? CheckTime(Token token)
    {
        var now = context.Time.GetUtcNow();
        // RFC 7519, 4.1.4: exp is exclusive.
        if (token.Exp is { } exp && now - exp >= rules.Leeway)
            return Expired;
        if (token.Nbf is { } nbf && nbf - now > rules.Leeway)
            return NotYetValid;
        var skew = rules.Leeway > MaxClockSkew ? rules.Leeway : MaxClockSkew;
        return token.Iat - now > skew ? IssuedAhead : null;
    }
}
