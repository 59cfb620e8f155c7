using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>The public keys as a JWK set (RFC 7517, 5): never a secret, never a private member.</summary>
internal sealed class PublishedKeys
{
    public PublishedKeys(IReadOnlyList<JwtKey> keys)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys");
            foreach (var key in keys)
                Write(writer, key);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        Json = buffer.WrittenSpan.ToArray();
        Tag = $"\"{Base64Url.EncodeToString(SHA256.HashData(Json).AsSpan(0, 12))}\"";
        Algorithms = [.. keys.Where(static key => key.Material is AsymmetricMaterial).Select(static key => key.Algorithm).Distinct()];
    }

    public byte[] Json { get; }

    /// <summary>The entity tag (RFC 9110, 8.8.3).</summary>
    public string Tag { get; }

    /// <summary>The algorithms of the published keys.</summary>
    public IReadOnlyList<JwtAlgorithm> Algorithms { get; }

    private static void Write(Utf8JsonWriter writer, JwtKey key)
    {
        // Only what is asymmetric is public; the parameters are exported without their private members.
        if (key.Material is not AsymmetricMaterial { Key: var material })
            return;
        writer.WriteStartObject();
        writer.WriteString("kty", material is RSA ? "RSA" : "EC");
        writer.WriteString("use", "sig");
        writer.WriteString("alg", key.Algorithm.ToString());
        writer.WriteString("kid", key.Kid);
        if (material is RSA rsa)
            WriteMembers(writer, rsa.ExportParameters(false));
        else
            WriteMembers(writer, ((ECDsa)material).ExportParameters(false), key.Algorithm);
        writer.WriteEndObject();
    }

    // RFC 7518, 6.3.1: Base64urlUInt, the shortest form.
    private static void WriteMembers(Utf8JsonWriter writer, RSAParameters key)
    {
        writer.WriteString("n", Base64Url.EncodeToString(key.Modulus.AsSpan().TrimStart((byte)0)));
        writer.WriteString("e", Base64Url.EncodeToString(key.Exponent.AsSpan().TrimStart((byte)0)));
    }

    // RFC 7518, 6.2.1: the full size of a coordinate.
    private static void WriteMembers(Utf8JsonWriter writer, ECParameters key, JwtAlgorithm algorithm)
    {
        writer.WriteString("crv", KeyStrength.JwkCurveOf(algorithm));
        writer.WriteString("x", Base64Url.EncodeToString(key.Q.X));
        writer.WriteString("y", Base64Url.EncodeToString(key.Q.Y));
    }
}
