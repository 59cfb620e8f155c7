using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>
/// Validates the tokens of other issuers that are accepted for a time. No rule for the tokens of this package is any different for it: what
/// names a type of this package in its header never gets here.
/// </summary>
internal sealed class LegacyTokens(LegacyRules rules, JwtKeyRing ring, TokenContext context, ILogger logger)
{
    private const string JwtType = "JWT";

    private static readonly Refusal OtherTyp = new(JwtErrorCode.TokenType, "The typ of the header is none that is accepted:");
    private static readonly Refusal NoKey = new(JwtErrorCode.TokenInvalid, "The typ is that of legacy tokens; none of their keys fits.");
    private static readonly Refusal NoType = new(JwtErrorCode.TokenType, "The legacy token is neither an access nor a refresh token.");
    private static readonly Refusal TwoTypes = new(JwtErrorCode.TokenType, "IsAccess and IsRefresh both accept the legacy token.");
    private static readonly Refusal OtherType = new(JwtErrorCode.TokenType, "The legacy token is not of a type that is accepted here.");
    private static readonly Refusal WrongIssuer = new(JwtErrorCode.TokenInvalid, "The issuer of the legacy token is another one:");
    private static readonly Refusal WrongAudience = new(JwtErrorCode.TokenInvalid, "The legacy token is for another audience.");
    private static readonly Refusal NotYetValid = new(JwtErrorCode.TokenInvalid, "The legacy token is not valid yet.");
    private static readonly Refusal IssuedInFuture = new(JwtErrorCode.TokenInvalid, "The legacy token was issued in the future.");
    private static readonly Refusal Expired = new(JwtErrorCode.TokenExpired, "The legacy token has expired.");
    private static readonly Refusal Over = new(JwtErrorCode.TokenExpired, "Legacy tokens of this kind are not accepted any more.");
    private static readonly Refusal LivesTooLong = new(JwtErrorCode.TokenInvalid, "The legacy token lives longer than MaxTokenLifetime.");

    private static readonly Refusal NeverExpires =
        new(JwtErrorCode.TokenInvalid, "The legacy token does not expire, and AllowNonExpiringTokens is off.");

    private static readonly Refusal Failed =
        new(JwtErrorCode.StoreUnavailable, "IsAccess or IsRefresh of the legacy tokens failed.");

    private readonly ClockRules _clock = new(rules.Leeway);

    /// <summary>Validates a text whose header names no type of this package.</summary>
    /// <param name="text">The compact text.</param>
    /// <param name="originalString">The same text, where it exists as a string.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <returns>The token or the refusal.</returns>
    public Outcome<Token> Validate(ReadOnlySpan<char> text, string? originalString, TokenTypes accepted) =>
        (Verify(text, originalString, out var found) ?? CheckClaims(found) ?? CheckStart(found)) is { } refusal
            ? new Outcome<Token>(refusal)
            : TypeOf(found, accepted);

    /// <summary>The same for a token that need not be valid yet.</summary>
    /// <param name="text">The compact text.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <returns>The token or the refusal.</returns>
    public Outcome<Token> ValidateForAnyone(string text, TokenTypes accepted) =>
        (Verify(text, text, out var found) ?? CheckClaims(found)) is { } refusal ? new Outcome<Token>(refusal) : TypeOf(found, accepted);

    /// <summary>Verifies a token as far as it proves which type it is of, and whose it was: it may have expired.</summary>
    /// <param name="text">The compact text.</param>
    /// <returns>The token; <see langword="null"/> when the text is none that a legacy key has signed.</returns>
    public Token? FindSigned(ReadOnlySpan<char> text) =>
        Verify(text, null, out var found) is null && FindType(found, out var token) is null ? token : null;

    /// <summary>
    /// Creates what a legacy refresh token is exchanged as: the first token of a session of this package, the same one on every node. Its
    /// successors are derived from a seed that only this application can compute.
    /// </summary>
    /// <param name="token">The legacy refresh token.</param>
    /// <param name="started">When its session began here.</param>
    /// <returns>The token.</returns>
    /// <exception cref="InvalidOperationException">No key can sign refresh tokens.</exception>
    public Token ToSession(Token token, DateTimeOffset started)
    {
        if (Verify(token.RawJwt, token.RawJwt, out var found) is { } refusal)
            throw new InvalidOperationException($"A legacy token that was verified is refused now: {refusal.Reason}");
        return Read(found, TokenType.Refresh, new LegacySession(found.Hash, started, SeedOf(token.RawJwt)));
    }

    // The order is a security decision: nothing of the payload is parsed before its signature is verified.
    private Refusal? Verify(ReadOnlySpan<char> text, string? originalString, out LegacyToken found)
    {
        found = default;
        if (CompactJws.Split(text, rules.MaxLength, out var jws) is { } wrongForm)
            return wrongForm;
        if (HeaderReader.Read(jws.Header, out var header) is { } malformed)
            return malformed;
        // RFC 8725, 3.11: any other type says that the token is meant for something else.
        if (header.Type is not null || (header.UnknownType is { } typ && !typ.Equals(JwtType, StringComparison.OrdinalIgnoreCase)))
            return OtherTyp.WithClientValue(header.UnknownType);
        if (FindIssuer(jws, header.Algorithm) is not { } issuer)
            return NoKey;
        var hash = Hash(jws.SigningInput);
        if (LegacyPayload.Read(CompactJws.Decode(jws.Payload), issuer, hash, out var payload) is { } wrongPayload)
            return wrongPayload;
        if (issuer.Claims.Read(payload.Access, out var claims) is { } wrongClaims)
            return wrongClaims;
        found = new LegacyToken(TokenOf(originalString ?? text.ToString(), TokenType.Access, claims, issuer, payload), issuer, payload)
        {
            Hash = hash,
            Marker = issuer.Kind == LegacyTokenKind.SanicJwtExtended ? header.Class : payload.Type,
        };
        return null;
    }

    // RFC 8725, 3.1: each key has one algorithm. What the header names as a key is a hint (RFC 7515, 4.1.4), and each issuer has one key.
    private LegacyIssuer? FindIssuer(in CompactJws jws, JwtAlgorithm algorithm)
    {
        foreach (var issuer in rules.Issuers)
        {
            if (issuer.Key.Algorithm == algorithm && SignatureCheck.Check(jws, issuer.Key) is null)
                return issuer;
        }

        return null;
    }

    private Refusal? CheckClaims(in LegacyToken found)
    {
        var (claims, issuer, own) = (found.Token.ClaimSet, found.Issuer, found.Payload.Expires);
        var now = context.Time.GetUtcNow();
        if (!issuer.Names(claims))
            return WrongIssuer.WithClientValue(claims.Iss);
        if (!issuer.IsAddressed(claims))
            return WrongAudience;
        if (own is null && !rules.AllowNonExpiring)
            return NeverExpires;
        if (own - claims.Iat > issuer.MaxLifetime)
            return LivesTooLong;
        if (now >= issuer.Until)
            return Over;
        return _clock.HasExpired(claims.ExpTicks, now.UtcTicks) ? Expired : null;
    }

    private Refusal? CheckStart(in LegacyToken found)
    {
        var (claims, now) = (found.Token.ClaimSet, context.Time.GetUtcNow().UtcTicks);
        if (_clock.IsNotYetValid(claims.NbfTicks, claims.IatTicks, now))
            return NotYetValid;
        return _clock.IsIssuedInFuture(claims.IatTicks, now) ? IssuedInFuture : null;
    }

    private Outcome<Token> TypeOf(in LegacyToken found, TokenTypes accepted)
    {
        if (FindType(found, out var token) is { } untyped)
            return new Outcome<Token>(untyped);
        return accepted.Includes(token.Type) ? new Outcome<Token>(token) : new Outcome<Token>(OtherType);
    }

    private Refusal? FindType(in LegacyToken found, out Token token)
    {
        token = found.Token;
        try
        {
            var isAccess = found.IsAccess();
            if (!found.MayBeRefresh)
                return isAccess ? null : NoType;
            var refresh = Read(found, TokenType.Refresh, new LegacySession(found.Hash, null, null));
            if (!found.IsRefresh(refresh))
                return isAccess ? null : NoType;
            token = refresh;
            return isAccess ? TwoTypes : null;
        }
        catch (Exception e)
        {
            // What the application could not decide is not accepted, and not refused for good.
            Log.LegacyPredicateFailed(logger, e);
            return Failed;
        }
    }

    private Token Read(in LegacyToken found, TokenType type, LegacySession session)
    {
        var refusal = found.Issuer.Claims.Read(found.Payload.Map(session), out var claims);
        return refusal is null
            ? TokenOf(found.Token.RawJwt, type, claims, found.Issuer, found.Payload)
            : throw new InvalidOperationException($"A legacy token was mapped to claims that are refused: {refusal.Reason}");
    }

    private Token TokenOf(string text, TokenType type, TokenClaims claims, LegacyIssuer issuer, LegacyPayload payload) =>
        new(text, type, null, claims, context) { Legacy = new LegacyOrigin(issuer.Kind, payload.Expires, issuer.Position) };

    // No text that a token is signed as begins so: the seed is not a signature of anything.
    private RefreshSeed SeedOf(string text)
    {
        var key = ring.Current.SigningKeyOf(TokenType.Refresh);
        var seed = new byte[key.SignatureLength];
        key.Sign(Encoding.UTF8.GetBytes("jwt-extended legacy seed " + text[..text.LastIndexOf('.')]), seed);
        return RefreshSeed.Of(seed);
    }

    private static string Hash(ReadOnlySpan<char> signingInput)
    {
        var bytes = new byte[signingInput.Length];
        Encoding.UTF8.GetBytes(signingInput, bytes);
        return Base64Url.EncodeToString(SHA256.HashData(bytes));
    }
}
