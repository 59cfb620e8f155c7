using System.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>Reads the member <c>access_token</c> or <c>refresh_token</c> of a JSON body. The handler can read it again.</summary>
internal static class JsonBodyLocation
{
    private const int MaxBytes = 64 * 1024;

    private static readonly Refusal Repeated = new(JwtErrorCode.RequestAmbiguous, "The token occurs more than once in the body.");
    private static readonly Refusal NoString = new(JwtErrorCode.TokenMalformed, "The token in the body is not a string.");
    private static readonly RequestBody Body = new(MaxBytes);

    /// <summary>Finds the token.</summary>
    /// <param name="request">The request.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token, a refusal when it occurs more than once or is not a string, or the default when the body has none.</returns>
    public static async ValueTask<LocatedToken> FindAsync(HttpRequest request, TokenTypes accepted, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType() || request.ContentLength >= MaxBytes)
            return default;
        return await Body.ReadAsync(request, cancellationToken) is { } json ? Find(json.Span, accepted) : default;
    }

    private static LocatedToken Find(ReadOnlySpan<byte> json, TokenTypes accepted)
    {
        // Readers of JSON skip it: the handler finds the same members.
        if (json.StartsWith(Encoding.UTF8.Preamble))
            json = json[Encoding.UTF8.Preamble.Length..];
        try
        {
            return FindMember(json, accepted);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The body is not JSON: the handler responds to that, for callers who may reach it.
            return default;
        }
    }

    private static LocatedToken FindMember(ReadOnlySpan<byte> json, TokenTypes accepted)
    {
        var (refresh, access) = (default(LocatedToken), default(LocatedToken));
        var seen = TokenTypes.None;
        var isRepeated = false;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var type = TypeOf(reader);
            isRepeated |= (seen & type) != 0;
            seen |= type;
            reader.Read();
            if (type == TokenTypes.None)
                reader.Skip();
            else if (type == TokenTypes.Refresh)
                refresh = ReadToken(ref reader, type);
            else
                access = ReadToken(ref reader, type);
        }

        // Reads on after the object: anything but the end makes the reader throw.
        reader.Read();
        if (isRepeated)
            return new LocatedToken(Repeated);
        if ((accepted & TokenTypes.Refresh) != 0 && !refresh.IsAbsent)
            return refresh;
        return (accepted & TokenTypes.Access) != 0 ? access : default;
    }

    private static TokenTypes TypeOf(in Utf8JsonReader name)
    {
        if (name.ValueTextEquals("refresh_token"u8))
            return TokenTypes.Refresh;
        return name.ValueTextEquals("access_token"u8) ? TokenTypes.Access : TokenTypes.None;
    }

    // Null is how serializers write that there is none.
    private static LocatedToken ReadToken(ref Utf8JsonReader reader, TokenTypes type)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new LocatedToken(reader.GetString()!, TokenLocation.JsonBody, type);
        var isNull = reader.TokenType == JsonTokenType.Null;
        reader.Skip();
        return isNull ? default : new LocatedToken(NoString);
    }
}
