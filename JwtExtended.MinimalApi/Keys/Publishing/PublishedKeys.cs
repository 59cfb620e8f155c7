using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>The public keys as a JWK set (RFC 7517, 5), without secrets and private members.</summary>
internal sealed class PublishedKeys
{
    public PublishedKeys(IReadOnlyList<JwtKey> keys)
    {
        Document = new PublishedJson(writer =>
        {
            writer.WriteStartArray("keys");
            foreach (var key in keys)
                Write(writer, key);
            writer.WriteEndArray();
        });
        Algorithms = [.. keys.Where(static key => key.Material is AsymmetricMaterial).Select(static key => key.Algorithm).Distinct()];
    }

    public PublishedJson Document { get; }

    /// <summary>The algorithms of the published keys.</summary>
    public IReadOnlyList<JwtAlgorithm> Algorithms { get; }

    private static void Write(Utf8JsonWriter writer, JwtKey key)
    {
        // A symmetric key has no public part.
        if (key.Material is not AsymmetricMaterial { Key: var material })
            return;
        var algorithm = AlgorithmTable.Get(key.Algorithm);
        writer.WriteStartObject();
        writer.WriteString("kty", algorithm.KeyType);
        writer.WriteString("use", "sig");
        writer.WriteString("alg", algorithm.Name);
        writer.WriteString("kid", key.Kid);
        if (algorithm.Curve is { } curve)
            WriteMembers(writer, ((ECDsa)material).ExportParameters(includePrivateParameters: false), curve);
        else
            WriteMembers(writer, ((RSA)material).ExportParameters(includePrivateParameters: false));
        writer.WriteEndObject();
    }

    // RFC 7518, 6.3.1: Base64urlUInt, without leading zeros.
    private static void WriteMembers(Utf8JsonWriter writer, RSAParameters key)
    {
        writer.WriteString("n", Base64Url.EncodeToString(key.Modulus.AsSpan().TrimStart((byte)0)));
        writer.WriteString("e", Base64Url.EncodeToString(key.Exponent.AsSpan().TrimStart((byte)0)));
    }

    // RFC 7518, 6.2.1: coordinates of the full size.
    private static void WriteMembers(Utf8JsonWriter writer, ECParameters key, CurveInfo curve)
    {
        writer.WriteString("crv", curve.JwkName);
        writer.WriteString("x", Base64Url.EncodeToString(key.Q.X));
        writer.WriteString("y", Base64Url.EncodeToString(key.Q.Y));
    }
}
