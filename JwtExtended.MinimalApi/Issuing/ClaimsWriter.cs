using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>Writes the payload of a token. What would write a reserved name, or a name twice, is misuse.</summary>
internal sealed class ClaimsWriter(IssuingRules rules, ClaimNames names)
{
    // The payload becomes base64url, so nothing needs escaping for the sake of HTML. The depth is what the reader accepts.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 64 };

    public ReadOnlySpan<byte> Write(TokenPlan plan, string jti)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        writer.WriteStartObject();
        WriteRegistered(writer, plan, jti);
        WriteRights(writer, plan.Descriptor);
        if (plan.Type == TokenType.Access)
            WriteFreshness(writer, plan);
        if (plan.AuthTime is { } authTime)
            writer.WriteNumber("auth_time", authTime.ToUnixTimeSeconds());
        WriteCustom(writer, plan.Descriptor);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan;
    }

    private void WriteRegistered(Utf8JsonWriter writer, TokenPlan plan, string jti)
    {
        if ((plan.Descriptor.Issuer ?? rules.Issuer) is { } issuer)
            writer.WriteString("iss", issuer);
        writer.WriteString("sub", plan.Identity);
        WriteAudience(writer, plan);
        writer.WriteNumber("iat", plan.Now.ToUnixTimeSeconds());
        if (plan.Descriptor.NotBefore is { } notBefore)
            writer.WriteNumber("nbf", notBefore.ToUnixTimeSeconds());
        if (plan.Expires is { } expires)
            writer.WriteNumber("exp", expires);
        writer.WriteString("jti", jti);
        if (plan.Session.Id is { } session)
            writer.WriteString("sid", session);
        if (plan.Session.Started is { } started)
            writer.WriteNumber("sst", started.ToUnixTimeMilliseconds());
    }

    private void WriteAudience(Utf8JsonWriter writer, TokenPlan plan)
    {
        if (plan.Type == TokenType.Refresh)
            writer.WriteString("aud", rules.RefreshAudience);
        else if (plan.Descriptor.Audience is { } audience)
            WriteStrings(writer, "aud", audience);
        else if (rules.Audience is not null)
            writer.WriteString("aud", rules.Audience);
    }

    private void WriteRights(Utf8JsonWriter writer, TokenDescriptor descriptor)
    {
        if (DescriptorRules.RolesOf(descriptor) is { Count: > 0 } roles)
            WriteStrings(writer, names.RoleClaim, roles);
        if (descriptor.Scopes is { Count: > 0 } scopes)
            writer.WriteString("scope", string.Join(' ', scopes));
    }

    private static void WriteFreshness(Utf8JsonWriter writer, TokenPlan plan)
    {
        if (plan.Descriptor.FreshFor is { } span)
            writer.WriteNumber("fresh", plan.Now.ToUnixTimeSeconds() + Lifetime.Seconds(span));
        else if (plan.Descriptor.Fresh)
            writer.WriteBoolean("fresh", true);
    }

    // One value is a plain string, several are an array (RFC 7519, 4.1.3).
    private static void WriteStrings(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
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
            throw new ArgumentException($"The claims cannot be written: they nest more than {WriterOptions.MaxDepth} levels deep, or hold a value that is no JSON.", e);
        }
    }

    private void WritePublic(Utf8JsonWriter writer, HashSet<string> written, string path, JsonObject? claims, int level)
    {
        if (level > ClaimNames.MaxPublicLevels)
            throw new ArgumentException($"The public claims nest more than {ClaimNames.MaxPublicLevels} levels deep. Flatten them.");
        foreach (var (name, value) in claims ?? [])
        {
            if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
                throw new ArgumentException($"The public claim '{path}{name}' has an empty name or a '/' in it, which separates levels. Nest objects instead.");
            if (value is JsonObject { Count: > 0 } nested)
                WritePublic(writer, written, $"{path}{name}/", nested, level + 1);
            else
                WriteClaim(writer, written, names.ToPublic(path + name), value);
        }
    }

    private void WriteClaim(Utf8JsonWriter writer, HashSet<string> written, string name, JsonNode? value)
    {
        if (names.IsReserved(name))
            throw new ArgumentException($"The claim '{name}' is reserved: the package writes it itself. Use the descriptor's own property, or another name.");
        if (!written.Add(name))
            throw new ArgumentException($"The claim '{name}' would be written twice. Give it once, as a public, private or other claim.");
        DescriptorRules.CheckText(name, "The name of a claim");
        writer.WritePropertyName(name);
        if (value is null)
            writer.WriteNullValue();
        else
            value.WriteTo(writer);
    }
}
