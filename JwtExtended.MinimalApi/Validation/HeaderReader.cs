using System.Text.Json;
using System.Text.Unicode;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>
/// Reads a JOSE header. <c>jku</c>, <c>x5u</c>, <c>jwk</c> and <c>x5c</c> are never used: the key of a token does not come from the token
/// (RFC 8725, 3.10).
/// </summary>
internal ref struct HeaderReader
{
    // A header is read before the signature is verified: its cost must not be the sender's choice.
    private const int MaxBytes = 1024;
    private const int MaxMembers = 16;
    private const int MaxValues = 64;

    private static readonly Refusal Malformed =
        new(JwtErrorCode.TokenMalformed, "The header is not a JSON object of a permitted form.");

    private static readonly Refusal TooLarge =
        new(JwtErrorCode.TokenMalformed, $"The header has more than {MaxBytes} bytes, {MaxMembers} members or {MaxValues} values.");

    private static readonly Refusal Duplicate =
        new(JwtErrorCode.TokenMalformed, "The header holds a member twice.");

    private static readonly Refusal EscapedName =
        new(JwtErrorCode.TokenMalformed, "The header holds a name with an escape, which no library writes.", suspicious: true);

    private static readonly Refusal Critical =
        new(JwtErrorCode.TokenMalformed, "The header holds crit or b64; no extension is supported.", suspicious: true);

    private static readonly Refusal NoAlgorithm =
        new(JwtErrorCode.TokenMalformed, "The header has no alg.");

    private static readonly Refusal UnknownAlgorithm =
        new(JwtErrorCode.TokenInvalid, "The alg of the header is none of the known ones:", suspicious: true);

    private Utf8JsonReader _json;
    private MemberNames _names;
    private int _remainingValues = MaxValues;
    private JwtAlgorithm? _algorithm;
    private string? _type;
    private string? _kid;
    private string? _class;

    private HeaderReader(ReadOnlySpan<byte> json, Span<Range> names)
    {
        _json = new Utf8JsonReader(json);
        _names = new MemberNames(json, names);
    }

    /// <summary>Reads a header.</summary>
    /// <param name="encoded">The encoded header, whose characters <see cref="CompactJws.Split"/> has checked.</param>
    /// <param name="header">The header, unless it is refused.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public static Refusal? Read(ReadOnlySpan<char> encoded, out JwsHeader header)
    {
        header = default;
        var length = CompactJws.DecodedLength(encoded);
        if (length > MaxBytes)
            return TooLarge;
        Span<byte> json = stackalloc byte[length];
        CompactJws.Decode(encoded, json);
        if (!Utf8.IsValid(json))
            return Malformed;
        try
        {
            return new HeaderReader(json, stackalloc Range[MaxMembers]).ReadObject(out header);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped lone surrogate. Bad input is a value, not an exception.
            return Malformed;
        }
    }

    private Refusal? ReadObject(out JwsHeader header)
    {
        header = default;
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
            return Malformed;
        for (var count = 0; _json.Read() && _json.TokenType == JsonTokenType.PropertyName; count++)
        {
            if (count == MaxMembers)
                return TooLarge;
            if (_json.ValueIsEscaped)
                return EscapedName;
            if (!_names.TryAdd(in _json))
                return Duplicate;
            if (ReadMember() is { } refusal)
                return refusal;
        }

        // Reads on after the object: anything but the end makes the reader throw.
        if (_json.Read())
            return Malformed;
        if (_algorithm is not { } algorithm)
            return NoAlgorithm;
        var type = TypeOf(_type);
        header = new JwsHeader(algorithm, type, type is null ? _type : null, _kid) { Class = _class };
        return null;
    }

    private Refusal? ReadMember()
    {
        if (_json.ValueTextEquals("alg"u8))
            return ReadAlgorithm();
        if (_json.ValueTextEquals("typ"u8))
            return ReadString(out _type);
        if (_json.ValueTextEquals("kid"u8))
            return ReadString(out _kid);
        // RFC 7515, 4.1.11: a critical extension that is not understood makes the token invalid; b64 changes what is signed (RFC 7797).
        if (_json.ValueTextEquals("crit"u8) || _json.ValueTextEquals("b64"u8))
            return Critical;
        return _json.ValueTextEquals("class"u8) ? ReadClass() : SkipValue();
    }

    private Refusal? ReadAlgorithm()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.String)
            return Malformed;
        foreach (var row in AlgorithmTable.Rows)
        {
            if (_json.ValueTextEquals(row.Utf8Name))
            {
                _algorithm = row.Algorithm;
                return null;
            }
        }

        return UnknownAlgorithm.WithClientValue(_json.GetString());
    }

    private Refusal? ReadString(out string? text)
    {
        text = _json.Read() && _json.TokenType == JsonTokenType.String ? _json.GetString() : null;
        return text is null ? Malformed : null;
    }

    // Of Sanic-JWT-Extended. In other tokens it is one of the members that mean nothing, whatever its type.
    private Refusal? ReadClass()
    {
        var value = _json;
        _class = value.Read() && value.TokenType == JsonTokenType.String ? value.GetString() : null;
        return SkipValue();
    }

    // Not Skip(): the number of nested values must not be the sender's choice either.
    private Refusal? SkipValue()
    {
        var depth = _json.CurrentDepth;
        while (_json.Read())
        {
            if (--_remainingValues < 0)
                return TooLarge;
            if (_json.CurrentDepth == depth && _json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                return null;
        }

        return Malformed;
    }

    // RFC 7515, 4.1.9: a media type, so case does not matter and "application/" is optional (RFC 9068, 4).
    private static TokenType? TypeOf(ReadOnlySpan<char> text)
    {
        const string prefix = "application/";
        if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            text = text[prefix.Length..];
        if (text.Equals(JoseHeader.AccessType, StringComparison.OrdinalIgnoreCase))
            return TokenType.Access;
        if (text.Equals(JoseHeader.RefreshType, StringComparison.OrdinalIgnoreCase))
            return TokenType.Refresh;
        return text.Equals(JoseHeader.TicketType, StringComparison.OrdinalIgnoreCase) ? TokenType.Ticket : null;
    }
}
