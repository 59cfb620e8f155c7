using System.Text.Json;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// Writes the response of an introspection (RFC 7662, 2.2): the claims of the token, without its secrets and what only the issuer needs.
/// The caller, who has the token, could read them there.
/// </summary>
internal static class IntrospectionResponse
{
    /// <summary>Writes what a token says.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">The token; <see langword="null"/> for one that is not active, of which nothing is told.</param>
    /// <returns>A task that completes when the response was written.</returns>
    public static async Task WriteAsync(HttpContext context, Token? token)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteBoolean("active", token is not null);
        if (token is not null)
            WriteClaims(writer, token);
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }

    private static void WriteClaims(Utf8JsonWriter writer, Token token)
    {
        // How it is presented (RFC 6749, 7.1): a refresh token is not.
        if (token.Type == TokenType.Access)
            writer.WriteString("token_type", "Bearer");
        WriteTime(writer, "exp", token.Exp);
        WriteTime(writer, "iat", token.Iat);
        WriteTime(writer, "nbf", token.Nbf);
        foreach (var claim in token.RawData.EnumerateObject())
        {
            if (!IsWrittenOtherwise(claim.Name))
                claim.WriteTo(writer);
        }
    }

    // RFC 7662, 2.2: integers, whatever the token has.
    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } instant)
            writer.WriteNumber(name, instant.ToUnixTimeSeconds());
    }

    // A claim of the application does not say whether the token is active.
    private static bool IsWrittenOtherwise(string name) =>
        name is "active" or "token_type" or "exp" or "iat" or "nbf" || ClaimNames.IsInternal(name);
}
