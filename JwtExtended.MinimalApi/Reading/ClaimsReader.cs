using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Unicode;
using JwtExtended.MinimalApi.Errors;

namespace JwtExtended.MinimalApi.Reading;

/// <summary>Reads the claims of a payload whose signature holds. A claim of the wrong type refuses the token: nothing is guessed.</summary>
internal sealed class ClaimsReader(string roleClaim)
{
    private static readonly Refusal Malformed = new(JwtErrorCode.TokenMalformed, "The payload is not a JSON object of a permitted form.");
    private static readonly Refusal Duplicate = new(JwtErrorCode.TokenMalformed, "The payload holds a claim twice.");
    private static readonly Refusal WrongType = new(JwtErrorCode.TokenMalformed, "A claim is not of its type:");
    private static readonly Refusal NoSubject = new(JwtErrorCode.TokenMalformed, "The payload has no sub, or an empty one.");
    private static readonly Refusal NoIssueTime = new(JwtErrorCode.TokenMalformed, "The payload has no iat.");

    public Refusal? Read(byte[] payload, out TokenClaims claims)
    {
        claims = new TokenClaims { Payload = payload };
        if (!Utf8.IsValid(payload))
            return Malformed;
        try
        {
            return ReadObject(payload, claims);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped lone surrogate. Bad input is a value, not an exception.
            return Malformed;
        }
    }

    private Refusal? ReadObject(ReadOnlySpan<byte> payload, TokenClaims claims)
    {
        var reader = new Utf8JsonReader(payload);
        var names = new MemberNames(payload, stackalloc Range[32]);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return Malformed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!names.TryAdd(in reader))
                return Duplicate;
            if (ReadClaim(ref reader, claims) is { } name)
                return WrongType.With(name);
        }

        // Reads on behind the object: anything but its end is an error of the reader's own.
        if (reader.Read())
            return Malformed;
        if (claims.Sub.Length == 0)
            return NoSubject;
        return claims.Iat is null ? NoIssueTime : null;
    }

    /// <summary>Reads one claim; the name of the claim when its value is of another type.</summary>
    private string? ReadClaim(ref Utf8JsonReader name, TokenClaims claims)
    {
        var value = name;
        value.Read();
        var wrong = name.ValueTextEquals(roleClaim)
            ? Unless((claims.Roles = ReadStrings(ref value)!) is not null, roleClaim)
            : ReadRegisteredClaim(ref name, ref value, claims) ?? ReadOwnClaim(ref name, ref value, claims);
        name.Skip();
        return wrong;
    }

    private static string? ReadRegisteredClaim(ref Utf8JsonReader name, ref Utf8JsonReader value, TokenClaims claims)
    {
        if (name.ValueTextEquals("sub"u8))
            return Unless((claims.Sub = ReadString(ref value)!) is not null, "sub");
        if (name.ValueTextEquals("exp"u8))
            return Unless((claims.Exp = NumericDate.Read(ref value)) is not null, "exp");
        if (name.ValueTextEquals("iat"u8))
            return Unless((claims.Iat = NumericDate.Read(ref value)) is not null, "iat");
        if (name.ValueTextEquals("nbf"u8))
            return Unless((claims.Nbf = NumericDate.Read(ref value)) is not null, "nbf");
        if (name.ValueTextEquals("iss"u8))
            return Unless((claims.Iss = ReadString(ref value)) is not null, "iss");
        if (name.ValueTextEquals("aud"u8))
            return Unless((claims.Aud = ReadStrings(ref value)!) is not null, "aud");
        if (name.ValueTextEquals("jti"u8))
            return Unless((claims.Jti = ReadString(ref value)) is not null, "jti");
        return null;
    }

    private static string? ReadOwnClaim(ref Utf8JsonReader name, ref Utf8JsonReader value, TokenClaims claims)
    {
        if (name.ValueTextEquals("sid"u8))
            return Unless((claims.SessionId = ReadString(ref value)) is not null, "sid");
        if (name.ValueTextEquals("sst"u8))
            return Unless((claims.SessionStarted = NumericDate.ReadMilliseconds(ref value)) is not null, "sst");
        if (name.ValueTextEquals("scope"u8))
            return Unless((claims.Scopes = ReadScopes(ref value)!) is not null, "scope");
        if (name.ValueTextEquals("fresh"u8))
            return Unless(ReadFresh(ref value, claims), "fresh");
        if (name.ValueTextEquals("auth_time"u8))
            return Unless((claims.AuthTime = NumericDate.Read(ref value)) is not null, "auth_time");
        if (name.ValueTextEquals("csrf"u8))
            return Unless((claims.Csrf = ReadString(ref value)) is not null, "csrf");
        return null;
    }

    private static string? Unless(bool read, string name) => read ? null : name;

    private static string? ReadString(ref Utf8JsonReader value) => value.TokenType == JsonTokenType.String ? value.GetString() : null;

    private static bool ReadFresh(ref Utf8JsonReader value, TokenClaims claims)
    {
        if (value.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            claims.Fresh = value.TokenType == JsonTokenType.True;
            return true;
        }

        claims.FreshUntil = NumericDate.Read(ref value);
        return claims.FreshUntil is not null;
    }

    private static ReadOnlyCollection<string>? ReadScopes(ref Utf8JsonReader value) =>
        ReadString(ref value)?.Split(' ', StringSplitOptions.RemoveEmptyEntries).AsReadOnly();

    /// <summary>A string, or an array of strings (RFC 7519, 4.1.3).</summary>
    private static ReadOnlyCollection<string>? ReadStrings(ref Utf8JsonReader value)
    {
        if (value.TokenType == JsonTokenType.String)
            return new ReadOnlyCollection<string>([value.GetString()!]);
        if (value.TokenType != JsonTokenType.StartArray)
            return null;
        var texts = new List<string>();
        while (value.Read() && value.TokenType != JsonTokenType.EndArray)
        {
            if (ReadString(ref value) is not { } text)
                return null;
            texts.Add(text);
        }

        return texts.AsReadOnly();
    }
}
