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
        return new ParsedPayload(JsonElement.Parse(HasSecrets(payload) ? WithoutSecrets(payload) : payload), names);
    }

    private static bool HasSecrets(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (IsSecret(ref reader))
                return true;
            reader.Skip();
        }

        return false;
    }

    // Copied as it is written, so that the payload is parsed once.
    private static ReadOnlySpan<byte> WithoutSecrets(ReadOnlySpan<byte> payload)
    {
        var kept = new ArrayBufferWriter<byte>(payload.Length);
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        kept.Write("{"u8);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSecret = IsSecret(ref reader);
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isSecret)
                continue;
            if (kept.WrittenCount > 1)
                kept.Write(","u8);
            kept.Write(payload[start..(int)reader.BytesConsumed]);
        }

        kept.Write("}"u8);
        return kept.WrittenSpan;
    }

    private static bool IsSecret(ref Utf8JsonReader name) => ClaimNames.IsSecret(name.GetString()!);
}
