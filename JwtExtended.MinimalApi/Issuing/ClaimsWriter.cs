using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>Writes the payload of a token.</summary>
internal sealed class ClaimsWriter(IssuingRules rules, ClaimNames names)
{
    private const int JtiLength = 36;

    private readonly JsonEncodedText? _issuer = Encode(rules.Issuer);
    private readonly JsonEncodedText? _audience = Encode(rules.Audience);
    private readonly JsonEncodedText? _client = Encode(rules.ClientId);
    private readonly JsonEncodedText _refreshAudience = Encode(rules.RefreshAudience)!.Value;
    private readonly JsonEncodedText _ticketAudience = Encode(rules.TicketAudience)!.Value;
    private readonly JsonEncodedText[] _rolePath = [.. names.Roles.Path.Select(static name => Encode(name)!.Value)];

    /// <summary>Writes a payload.</summary>
    /// <param name="contents">The contents of the token.</param>
    /// <param name="jti">The id of the token.</param>
    /// <param name="buffer">The destination.</param>
    /// <exception cref="ArgumentException">A claim has a reserved name or an invalid one, occurs twice, or nests too deep.</exception>
    public void Write(in TokenContents contents, Guid jti, TokenBuffer buffer)
    {
        var writer = buffer.Writer;
        writer.WriteStartObject();
        WriteRegistered(writer, contents, jti);
        WriteRights(writer, contents.Descriptor);
        if (contents.Type == TokenType.Access)
            WriteFreshness(writer, contents);
        if (contents.AuthTime is { } authTime)
            writer.WriteNumber(RegisteredClaims.AuthTime, authTime.ToUnixTimeSeconds());
        WriteCustom(writer, contents.Descriptor);
        writer.WriteEndObject();
        writer.Flush();
    }

    private void WriteRegistered(Utf8JsonWriter writer, in TokenContents contents, Guid jti)
    {
        WriteIssuer(writer, contents);
        writer.WriteString(RegisteredClaims.Sub, contents.Identity);
        WriteAudience(writer, contents);
        WriteClient(writer, contents.Descriptor);
        writer.WriteNumber(RegisteredClaims.Iat, contents.IssuedAt.ToUnixTimeSeconds());
        if (contents.Descriptor.NotBefore is { } notBefore)
            writer.WriteNumber(RegisteredClaims.Nbf, notBefore.ToUnixTimeSeconds());
        if (contents.Expires is { } expires)
            writer.WriteNumber(RegisteredClaims.Exp, expires);
        Span<byte> id = stackalloc byte[JtiLength];
        jti.TryFormat(id, out _, "D");
        writer.WriteString(RegisteredClaims.Jti, id);
        if (contents.Session.Id is { } session)
            writer.WriteString(RegisteredClaims.Sid, session);
        if (contents.Session.Started is { } started)
            writer.WriteNumber(RegisteredClaims.Sst, started.ToUnixTimeMilliseconds());
        if (contents.Session.Number is { } number)
            writer.WriteString(RegisteredClaims.Gen, number.ToString());
        if (contents.Session.Limits.ToClaim() is { } limits)
            writer.WriteString(RegisteredClaims.Lim, limits);
        if (contents.Csrf is { } csrf)
            writer.WriteString(RegisteredClaims.Csrf, csrf);
        if (contents.Target is { } target)
            writer.WriteString(RegisteredClaims.Ticket, target);
        if (contents.Seed is { } seed)
            writer.WriteString(RegisteredClaims.Seed, seed.ToString());
    }

    // Refresh tokens and tickets are read by their own issuer alone, as their audience says.
    private void WriteIssuer(Utf8JsonWriter writer, in TokenContents contents)
    {
        if (contents is { Type: TokenType.Access, Descriptor.Issuer: { } other })
            writer.WriteString(RegisteredClaims.Iss, other);
        else if (_issuer is { } issuer)
            writer.WriteString(RegisteredClaims.Iss, issuer);
    }

    // In refresh tokens too: what is issued for them is issued to the same client.
    private void WriteClient(Utf8JsonWriter writer, TokenDescriptor descriptor)
    {
        if (descriptor.ClientId is { } other)
            writer.WriteString(RegisteredClaims.ClientId, other);
        else if (_client is { } client)
            writer.WriteString(RegisteredClaims.ClientId, client);
    }

    private void WriteAudience(Utf8JsonWriter writer, in TokenContents contents)
    {
        if (contents.Type == TokenType.Refresh)
            writer.WriteString(RegisteredClaims.Aud, _refreshAudience);
        else if (contents.Type == TokenType.Ticket)
            writer.WriteString(RegisteredClaims.Aud, _ticketAudience);
        else if (contents.Descriptor.Audience is { } others)
            WriteStrings(writer, RegisteredClaims.Aud, others);
        else if (_audience is { } audience)
            writer.WriteString(RegisteredClaims.Aud, audience);
    }

    private void WriteRights(Utf8JsonWriter writer, TokenDescriptor descriptor)
    {
        if (descriptor is { Role: { } role, Roles: null or { Count: 0 } })
            WriteRoles(writer, role, null);
        else if (DescriptorRules.RolesOf(descriptor) is { Count: > 0 } roles)
            WriteRoles(writer, null, roles);
        if (descriptor.Scopes is { Count: > 0 } scopes)
            writer.WriteString(RegisteredClaims.Scope, string.Join(' ', scopes));
    }

    private void WriteRoles(Utf8JsonWriter writer, string? only, IReadOnlyList<string>? several)
    {
        foreach (var name in _rolePath.AsSpan(..^1))
            writer.WriteStartObject(name);
        if (several is null)
            writer.WriteString(_rolePath[^1], only);
        else
            WriteStrings(writer, _rolePath[^1], several);
        for (var depth = 1; depth < _rolePath.Length; depth++)
            writer.WriteEndObject();
    }

    private static void WriteFreshness(Utf8JsonWriter writer, in TokenContents contents)
    {
        if (contents.Descriptor.FreshFor is { } span)
            writer.WriteNumber(RegisteredClaims.Fresh, contents.Now.ToUnixTimeSeconds() + Lifetime.Seconds(span));
        else if (contents.Descriptor.Fresh)
            writer.WriteBoolean(RegisteredClaims.Fresh, true);
    }

    // One value is a plain string, several are an array (RFC 7519, 4.1.3).
    private static void WriteStrings(Utf8JsonWriter writer, JsonEncodedText name, IReadOnlyList<string> values)
    {
        if (values.Count == 1)
        {
            writer.WriteString(name, values[0]);
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    private void WriteCustom(Utf8JsonWriter writer, TokenDescriptor descriptor)
    {
        if ((descriptor.PublicClaims ?? descriptor.PrivateClaims ?? descriptor.Claims) is null)
            return;
        var written = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            WritePublic(writer, written, "", descriptor.PublicClaims, level: 1);
            foreach (var (name, value) in descriptor.PrivateClaims ?? [])
                WriteClaim(writer, written, names.ToPrivate(name), value);
            foreach (var (name, value) in descriptor.Claims ?? [])
                WriteClaim(writer, written, name, value);
        }
        catch (InvalidOperationException e)
        {
            throw new ArgumentException(
                $"The claims cannot be written: they nest more than {TokenBuffer.MaxDepth} levels deep, or hold a value that is not JSON.",
                e);
        }
    }

    private void WritePublic(Utf8JsonWriter writer, HashSet<string> written, string path, JsonObject? claims, int level)
    {
        if (level > ClaimNames.MaxPublicLevels)
            throw new ArgumentException($"The public claims nest more than {ClaimNames.MaxPublicLevels} levels deep. Flatten them.");
        foreach (var (name, value) in claims ?? [])
        {
            if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"The public claim '{path}{name}' has an empty name or a '/' in it, which separates levels. Nest objects instead.");
            }

            if (value is JsonObject { Count: > 0 } nested)
                WritePublic(writer, written, $"{path}{name}/", nested, level + 1);
            else
                WriteClaim(writer, written, names.ToPublic(path + name), value);
        }
    }

    private void WriteClaim(Utf8JsonWriter writer, HashSet<string> written, string name, JsonNode? value)
    {
        if (names.IsReserved(name))
        {
            throw new ArgumentException(
                $"The claim '{name}' is reserved: the package writes it itself. Use the descriptor's own property, or another name.");
        }

        if (!written.Add(name))
        {
            throw new ArgumentException(
                $"The claim '{name}' would be written twice. Give it once, as a public, private or other claim.");
        }

        DescriptorRules.CheckText(name, "The name of a claim");
        writer.WritePropertyName(name);
        if (value is null)
            writer.WriteNullValue();
        else
            value.WriteTo(writer);
    }

    private static JsonEncodedText? Encode(string? text) =>
        text is null ? null : JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
}
