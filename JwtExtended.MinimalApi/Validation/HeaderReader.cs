using System.Text.Json;
using System.Text.Unicode;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>Reads a JOSE header. <c>jku</c>, <c>x5u</c>, <c>jwk</c> and <c>x5c</c> are never used: a key does not come from its token (RFC 8725, 3.10).</summary>
internal static class HeaderReader
{
    // A header is read before the signature is checked: its cost must not be the sender's choice.
    private const int MaxBytes = 1024;
    private const int MaxMembers = 16;
    private const int MaxTokens = 64;

    private static readonly Refusal Malformed = new(JwtErrorCode.TokenMalformed, "The header is not a JSON object of a permitted form.");
    private static readonly Refusal TooLarge = new(JwtErrorCode.TokenMalformed, $"The header has more than {MaxBytes} bytes, {MaxMembers} members or {MaxTokens} values.");
    private static readonly Refusal Duplicate = new(JwtErrorCode.TokenMalformed, "The header holds a member twice.");
    private static readonly Refusal EscapedName = new(JwtErrorCode.TokenMalformed, "The header holds a name with an escape, which no library writes.", suspicious: true);
    private static readonly Refusal Critical = new(JwtErrorCode.TokenMalformed, "The header holds crit or b64; no extension is supported.", suspicious: true);
    private static readonly Refusal NoAlgorithm = new(JwtErrorCode.TokenMalformed, "The header has no alg.");
    private static readonly Refusal ForeignAlgorithm = new(JwtErrorCode.TokenInvalid, "The alg of the header is none of the known ones:", suspicious: true);

    /// <summary>Reads an encoded header that <see cref="CompactJws.Split"/> has checked.</summary>
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
            return ReadObject(json, out header);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped lone surrogate. Bad input is a value, not an exception.
            return Malformed;
        }
    }

    private static Refusal? ReadObject(ReadOnlySpan<byte> json, out JwsHeader header)
    {
        header = default;
        JwtAlgorithm? algorithm = null;
        string? type = null;
        string? kid = null;
        var reader = new Utf8JsonReader(json);
        var names = new MemberNames(json, stackalloc Range[MaxMembers]);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return Malformed;

        var tokens = MaxTokens;
        for (var count = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; count++)
        {
            if (count == MaxMembers)
                return TooLarge;
            if (reader.ValueIsEscaped)
                return EscapedName;
            if (!names.TryAdd(in reader))
                return Duplicate;
            if (ReadMember(ref reader, ref tokens, ref algorithm, ref type, ref kid) is { } refusal)
                return refusal;
        }

        // Reads on behind the object: anything but its end is an error of the reader's own.
        if (reader.Read())
            return Malformed;
        if (algorithm is not { } alg)
            return NoAlgorithm;
        var known = TypeOf(type);
        header = new JwsHeader(alg, known, known is null ? type : null, kid);
        return null;
    }

    private static Refusal? ReadMember(ref Utf8JsonReader reader, ref int tokens, ref JwtAlgorithm? algorithm, ref string? type, ref string? kid)
    {
        if (reader.ValueTextEquals("alg"u8))
            return ReadAlgorithm(ref reader, out algorithm);
        if (reader.ValueTextEquals("typ"u8))
            return ReadString(ref reader, out type);
        if (reader.ValueTextEquals("kid"u8))
            return ReadString(ref reader, out kid);
        // RFC 7515, 4.1.11: what is not understood and critical makes the token invalid; b64 changes what is signed (RFC 7797).
        if (reader.ValueTextEquals("crit"u8) || reader.ValueTextEquals("b64"u8))
            return Critical;
        return Pass(ref reader, ref tokens);
    }

    // Not Skip(): how many values stand in it must not be the sender's choice either.
    private static Refusal? Pass(ref Utf8JsonReader name, ref int tokens)
    {
        var depth = name.CurrentDepth;
        while (name.Read())
        {
            if (--tokens < 0)
                return TooLarge;
            if (name.CurrentDepth == depth && name.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                return null;
        }

        return Malformed;
    }

    private static Refusal? ReadAlgorithm(ref Utf8JsonReader reader, out JwtAlgorithm? algorithm)
    {
        algorithm = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            return Malformed;
        foreach (var row in AlgorithmTable.Rows)
        {
            if (reader.ValueTextEquals(row.Utf8Name))
            {
                algorithm = row.Algorithm;
                return null;
            }
        }

        return ForeignAlgorithm.With(reader.GetString());
    }

    // RFC 7515, 4.1.9: a media type, so case does not matter and "application/" may stand in front (RFC 9068, 4).
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

    private static Refusal? ReadString(ref Utf8JsonReader reader, out string? text)
    {
        text = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text is null ? Malformed : null;
    }
}
