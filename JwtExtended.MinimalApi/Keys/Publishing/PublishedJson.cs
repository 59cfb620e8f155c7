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

    /// <summary>Writes a list, unless it has no elements: then it must be omitted (RFC 8414, 3.2; RFC 9728, 3.2).</summary>
    public static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        string[] elements = [.. values];
        if (elements.Length == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var element in elements)
            writer.WriteStringValue(element);
        writer.WriteEndArray();
    }
}
