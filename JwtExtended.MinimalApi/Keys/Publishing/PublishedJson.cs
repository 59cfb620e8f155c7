using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>A document for everybody, and its entity tag (RFC 9110, 8.8.3).</summary>
internal sealed class PublishedJson
{
    /// <summary>Writes a document.</summary>
    /// <param name="writeMembers">Writes the members of its object.</param>
    public PublishedJson(Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }

        Json = buffer.WrittenSpan.ToArray();
        Tag = $"\"{Base64Url.EncodeToString(SHA256.HashData(Json).AsSpan(0, 12))}\"";
    }

    public byte[] Json { get; }

    public string Tag { get; }
}
