using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>The claims of a verified payload that the package itself reads (RFC 7519, 4.1). Texts are made when somebody asks for them.</summary>
internal sealed class TokenClaims(byte[] payload)
{
    private const long None = long.MinValue;

    private StringClaim _sub;
    private StringClaim _iss;
    private StringClaim _jti;
    private StringClaim _sessionId;
    private StringClaim _csrf;
    private StringClaim _scope;
    private StringClaim _seed;
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

    public string? SessionId => _sessionId.Get(payload);

    public DateTimeOffset? SessionStarted => Time(_sessionStarted);

    public DateTimeOffset? AuthTime => Time(_authTime);

    /// <summary>Fresh for good.</summary>
    public bool Fresh { get; private set; }

    public DateTimeOffset? FreshUntil => Time(_freshUntil);

    public ReadOnlyCollection<string> Roles => _roles.Get(payload);

    public ReadOnlyCollection<string> Scopes =>
        _scopes ??= _scope.Get(payload)?.Split(' ', StringSplitOptions.RemoveEmptyEntries).AsReadOnly() ?? ReadOnlyCollection<string>.Empty;

    public string? Csrf => _csrf.Get(payload);

    /// <summary>What the successor of a refresh token is derived from.</summary>
    public string? Seed => _seed.Get(payload);

    /// <summary>What a ticket opens: the method and the path.</summary>
    public string? Target => _ticket.Get(payload) is { } ticket && ticket.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space ? ticket[(space + 1)..] : null;

    /// <summary>Until when what a ticket opened may go on: the expiry of its access token; <see langword="null"/> = without end.</summary>
    public DateTimeOffset? OpenUntil => _ticket.Get(payload) is { } ticket && long.TryParse(ticket.AsSpan(0, Math.Max(0, ticket.IndexOf(' ', StringComparison.Ordinal))), CultureInfo.InvariantCulture, out var seconds)
        ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, NumericDate.MaxSeconds))
        : null;

    public bool HasIssuer(ExpectedString issuer) => _iss.Is(issuer, payload);

    public bool HasAudience(ExpectedString audience) => _aud.Contains(audience, payload);

    public bool TakeRoles(ref Utf8JsonReader value) => _roles.TryTake(ref value);

    /// <summary>Takes a claim that the package knows; false when its value is of another type. Any other claim is left alone.</summary>
    public bool Take(ReadOnlySpan<byte> name, ref Utf8JsonReader value) => name.Length switch
    {
        3 => TakeShort(name, ref value),
        4 => name.SequenceEqual("csrf"u8) ? _csrf.TryTake(ref value) : !name.SequenceEqual("seed"u8) || _seed.TryTake(ref value),
        5 => name.SequenceEqual("scope"u8) ? _scope.TryTake(ref value) : !name.SequenceEqual("fresh"u8) || TakeFresh(ref value),
        6 => !name.SequenceEqual("ticket"u8) || _ticket.TryTake(ref value),
        9 => !name.SequenceEqual("auth_time"u8) || NumericDate.TryTake(ref value, ref _authTime),
        _ => true,
    };

    private bool TakeShort(ReadOnlySpan<byte> name, ref Utf8JsonReader value)
    {
        if (name.SequenceEqual("sub"u8))
            return _sub.TryTake(ref value);
        if (name.SequenceEqual("exp"u8))
            return NumericDate.TryTake(ref value, ref _exp);
        if (name.SequenceEqual("iat"u8))
            return NumericDate.TryTake(ref value, ref _iat);
        if (name.SequenceEqual("nbf"u8))
            return NumericDate.TryTake(ref value, ref _nbf);
        if (name.SequenceEqual("iss"u8))
            return _iss.TryTake(ref value);
        if (name.SequenceEqual("aud"u8))
            return _aud.TryTake(ref value);
        if (name.SequenceEqual("jti"u8))
            return _jti.TryTake(ref value);
        if (name.SequenceEqual("sid"u8))
            return _sessionId.TryTake(ref value);
        return !name.SequenceEqual("sst"u8) || NumericDate.TryTakeMilliseconds(ref value, ref _sessionStarted);
    }

    private bool TakeFresh(ref Utf8JsonReader value)
    {
        if (value.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            return NumericDate.TryTake(ref value, ref _freshUntil);
        Fresh = value.TokenType == JsonTokenType.True;
        return true;
    }

    private static DateTimeOffset? Time(long ticks) => ticks == None ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
