using System.Collections.ObjectModel;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>The claims of a verified payload that the package itself reads (RFC 7519, 4.1). Strings are created on first use.</summary>
internal sealed class TokenClaims(byte[] payload)
{
    private const long None = long.MinValue;

    private StringClaim _sub;
    private StringClaim _iss;
    private StringClaim _jti;
    private StringClaim _clientId;
    private StringClaim _sessionId;
    private StringClaim _csrf;
    private StringClaim _scope;
    private StringClaim _seed;
    private StringClaim _number;
    private StringClaim _limits;
    private StringClaim _ticket;
    private StringListClaim _aud;
    private StringListClaim _roles;
    private ReadOnlyCollection<string>? _scopes;
    private long _exp = None;
    private long _nbf = None;
    private long _iat = None;
    private long _sessionStarted = None;
    private long _authTime = None;
    private long _freshUntil = None;

    public byte[] Payload => payload;

    public string Sub => _sub.Get(payload) ?? "";

    public bool HasSub => !_sub.IsEmpty;

    public string? Iss => _iss.Get(payload);

    public ReadOnlyCollection<string> Aud => _aud.Get(payload);

    public DateTimeOffset? Exp => Time(_exp);

    public DateTimeOffset? Nbf => Time(_nbf);

    public DateTimeOffset? Iat => Time(_iat);

    public long? ExpTicks => _exp == None ? null : _exp;

    public long? NbfTicks => _nbf == None ? null : _nbf;

    public long? IatTicks => _iat == None ? null : _iat;

    public string? Jti => _jti.Get(payload);

    public bool HasJti => !_jti.IsEmpty;

    public string? ClientId => _clientId.Get(payload);

    public string? SessionId => _sessionId.Get(payload);

    public DateTimeOffset? SessionStarted => Time(_sessionStarted);

    public DateTimeOffset? AuthTime => Time(_authTime);

    /// <summary>Gets whether the token is fresh without a time limit.</summary>
    public bool Fresh { get; private set; }

    public DateTimeOffset? FreshUntil => Time(_freshUntil);

    public ReadOnlyCollection<string> Roles => _roles.Get(payload);

    public ReadOnlyCollection<string> Scopes =>
        _scopes ??= _scope.Get(payload)?.Split(' ', StringSplitOptions.RemoveEmptyEntries).AsReadOnly() ?? ReadOnlyCollection<string>.Empty;

    public string? Csrf => _csrf.Get(payload);

    /// <summary>Gets the secret that the successor of a refresh token is derived from.</summary>
    public string? Seed => _seed.Get(payload);

    /// <summary>
    /// Gets where the token is in the chain of its session, or <see langword="null"/> outside of sessions and for tokens of others.
    /// </summary>
    public SessionNumber? Number => SessionNumber.TryParse(_number.Get(payload), out var number) ? number : null;

    /// <summary>Gets the limits that the session has of its own.</summary>
    public SessionLimits Limits => SessionLimits.Parse(_limits.Get(payload));

    /// <summary>Gets what a ticket says beside the claims of its access token; <see langword="null"/> for other tokens.</summary>
    public TicketClaim? Ticket => TicketClaim.TryParse(_ticket.Get(payload), out var ticket) ? ticket : null;

    public bool HasIssuer(ExpectedString issuer) => _iss.Is(issuer, payload);

    public bool HasAudience(ExpectedString audience) => _aud.Contains(audience, payload);

    public bool TryReadRoles(ref Utf8JsonReader value) => _roles.TryRead(ref value);

    /// <summary>
    /// Determines whether these are the claims of another session. Claims without a session tell only whose they are.
    /// </summary>
    /// <param name="identity">The identity of the session.</param>
    /// <param name="sessionId">Its id.</param>
    /// <returns><see langword="true"/> if the identity or the session differs.</returns>
    public bool IsOfOtherSession(string identity, string? sessionId) => Sub != identity || (SessionId is { } sid && sid != sessionId);

    /// <summary>Gets whether there are claims that the package does not read itself.</summary>
    public bool HasOthers { get; private set; }

    /// <summary>Reads a claim that the package knows, and ignores any other.</summary>
    /// <param name="name">The name of the claim.</param>
    /// <param name="value">The reader, positioned on the value.</param>
    /// <returns><see langword="false"/> if the value is not of the claim's type; otherwise <see langword="true"/>.</returns>
    public bool TryRead(ReadOnlySpan<byte> name, ref Utf8JsonReader value) => name.Length switch
    {
        3 when name.SequenceEqual("gen"u8) => _number.TryRead(ref value),
        3 when name.SequenceEqual("lim"u8) => _limits.TryRead(ref value),
        3 => TryReadShort(name, ref value),
        4 when name.SequenceEqual("csrf"u8) => _csrf.TryRead(ref value),
        4 when name.SequenceEqual("seed"u8) => _seed.TryRead(ref value),
        5 when name.SequenceEqual("scope"u8) => _scope.TryRead(ref value),
        5 when name.SequenceEqual("fresh"u8) => TryReadFresh(ref value),
        6 when name.SequenceEqual("ticket"u8) => _ticket.TryRead(ref value),
        9 when name.SequenceEqual("client_id"u8) => _clientId.TryRead(ref value),
        9 when name.SequenceEqual("auth_time"u8) => NumericDate.TryRead(ref value, ref _authTime),
        _ => Ignore(),
    };

    private bool Ignore() => HasOthers = true;

    private bool TryReadShort(ReadOnlySpan<byte> name, ref Utf8JsonReader value)
    {
        if (name.SequenceEqual("sub"u8))
            return _sub.TryRead(ref value);
        if (name.SequenceEqual("exp"u8))
            return NumericDate.TryRead(ref value, ref _exp);
        if (name.SequenceEqual("iat"u8))
            return NumericDate.TryRead(ref value, ref _iat);
        if (name.SequenceEqual("nbf"u8))
            return NumericDate.TryRead(ref value, ref _nbf);
        if (name.SequenceEqual("iss"u8))
            return _iss.TryRead(ref value);
        if (name.SequenceEqual("aud"u8))
            return _aud.TryRead(ref value);
        if (name.SequenceEqual("jti"u8))
            return _jti.TryRead(ref value);
        if (name.SequenceEqual("sid"u8))
            return _sessionId.TryRead(ref value);
        return name.SequenceEqual("sst"u8) ? NumericDate.TryReadMilliseconds(ref value, ref _sessionStarted) : Ignore();
    }

    private bool TryReadFresh(ref Utf8JsonReader value)
    {
        if (value.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            return NumericDate.TryRead(ref value, ref _freshUntil);
        Fresh = value.TokenType == JsonTokenType.True;
        return true;
    }

    private static DateTimeOffset? Time(long ticks) => ticks == None ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
