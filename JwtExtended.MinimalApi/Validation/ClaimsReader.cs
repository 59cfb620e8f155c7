using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>
/// Reads the claims of a payload whose signature is verified. A claim of the wrong type refuses the token: no value is converted.
/// </summary>
internal sealed class ClaimsReader(string roleClaim)
{
    private const int NamesOnStack = 32;

    private static readonly Refusal Malformed = new(JwtErrorCode.TokenMalformed, "The payload is not a JSON object of a permitted form.");
    private static readonly Refusal Duplicate = new(JwtErrorCode.TokenMalformed, "The payload holds a claim twice.");
    private static readonly Refusal WrongType = new(JwtErrorCode.TokenMalformed, "A claim is not of its type:");
    private static readonly Refusal NoSubject = new(JwtErrorCode.TokenMalformed, "The payload has no sub, or an empty one.");
    private static readonly Refusal NoIssueTime = new(JwtErrorCode.TokenMalformed, "The payload has no iat.");

    private readonly Refusal _wrongRoles = WrongType.WithClientValue(roleClaim);
    private readonly byte[][] _rolePath = [.. RoleClaim.Parse(roleClaim).Path.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Reads a payload.</summary>
    /// <param name="payload">The decoded payload.</param>
    /// <param name="claims">The claims, unless the payload is refused.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public Refusal? Read(byte[] payload, out TokenClaims claims)
    {
        claims = new TokenClaims(payload);
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
        var names = new MemberNames(payload, stackalloc Range[NamesOnStack]);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return Malformed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!names.TryAdd(in reader))
                return Duplicate;
            var name = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
            reader.Read();
            if (ReadClaim(payload, name, ref reader, claims) is { } refusal)
                return refusal;
            SkipValue(ref reader);
        }

        // Reads on after the object: anything but the end makes the reader throw.
        if (reader.Read())
            return Malformed;
        if (!claims.HasSub)
            return NoSubject;
        return claims.IatTicks is null ? NoIssueTime : null;
    }

    private Refusal? ReadClaim(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> name, ref Utf8JsonReader value, TokenClaims claims)
    {
        if (name.SequenceEqual(_rolePath[0]))
            return ReadRoles(payload, ref value, claims, level: 1);
        return claims.TryRead(name, ref value) ? null : WrongType.WithClientValue(Encoding.UTF8.GetString(name));
    }

    // The object is read as strictly as the payload: parsers differ in which of two members they use.
    private Refusal? ReadRoles(ReadOnlySpan<byte> payload, ref Utf8JsonReader value, TokenClaims claims, int level)
    {
        if (level == _rolePath.Length)
            return claims.TryReadRoles(ref value) ? null : _wrongRoles;
        if (value.TokenType != JsonTokenType.StartObject)
            return _wrongRoles;
        var names = new MemberNames(payload, stackalloc Range[NamesOnStack]);
        while (value.Read() && value.TokenType == JsonTokenType.PropertyName)
        {
            if (!names.TryAdd(in value))
                return Duplicate;
            var isOnPath = value.ValueTextEquals(_rolePath[level]);
            value.Read();
            if (isOnPath && ReadRoles(payload, ref value, claims, level + 1) is { } refusal)
                return refusal;
            SkipValue(ref value);
        }

        return null;
    }

    private static void SkipValue(ref Utf8JsonReader value)
    {
        var depth = value.CurrentDepth;
        var isContainer = value.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        do
        {
            // GetString throws for an escaped lone surrogate: it is found here, and not later in a handler.
            if (value.ValueIsEscaped)
                value.GetString();
        }
        while (isContainer && value.Read() && value.CurrentDepth > depth);
    }
}
