using System.Buffers;
using System.Collections.ObjectModel;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>The JSON of a payload, parsed on first use. It is one object, so that concurrent readers never see a part of it.</summary>
internal sealed class ParsedPayload
{
    private ParsedPayload(JsonElement data, ClaimNames names)
    {
        Data = data;
        var publicClaims = new List<(string, JsonElement)>();
        var privateClaims = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var claim in data.EnumerateObject())
        {
            if (names.PublicPath(claim.Name) is { } path)
                publicClaims.Add((path, claim.Value));
            if (names.PrivateName(claim.Name) is { } name)
                privateClaims[name] = claim.Value;
        }

        PublicClaims = PublicClaimTree.Build(publicClaims).AsReadOnly();
        PrivateClaims = privateClaims.AsReadOnly();
    }

    /// <summary>Gets every claim except the secret ones.</summary>
    public JsonElement Data { get; }

    public ReadOnlyDictionary<string, JsonElement> PublicClaims { get; }

    public ReadOnlyDictionary<string, JsonElement> PrivateClaims { get; }

    /// <summary>Parses a payload.</summary>
    /// <param name="payload">The payload of a verified token.</param>
    /// <param name="names">The names of the app's claims.</param>
    /// <returns>The parsed payload.</returns>
    public static ParsedPayload Parse(ReadOnlySpan<byte> payload, ClaimNames names)
    {
        var data = JsonElement.Parse(payload);
        foreach (var claim in data.EnumerateObject())
        {
            if (ClaimNames.IsSecret(claim.Name))
                return new ParsedPayload(WithoutSecrets(data), names);
        }

        return new ParsedPayload(data, names);
    }

    private static JsonElement WithoutSecrets(JsonElement data)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var claim in data.EnumerateObject())
            {
                if (!ClaimNames.IsSecret(claim.Name))
                    claim.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
