using System.Buffers;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>Writes the metadata of an issuer (RFC 8414, 2; OpenID Connect Discovery 1.0, 3).</summary>
/// <remarks>Every URL comes from the issuer, never from a request.</remarks>
internal static class DiscoveryDocument
{
    public static byte[] Write(string issuer, string jwksPath, IReadOnlyList<JwtAlgorithm> algorithms)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("issuer", issuer);
            writer.WriteString("jwks_uri", JwksUri(issuer, jwksPath));
            // Required members, empty because tokens are issued by the application's own login and not by an OAuth grant.
            WriteArray(writer, "response_types_supported", []);
            WriteArray(writer, "grant_types_supported", []);
            WriteArray(writer, "subject_types_supported", ["public"]);
            var names = algorithms.Select(static algorithm => AlgorithmTable.Get(algorithm).Name);
            WriteArray(writer, "id_token_signing_alg_values_supported", names);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    // An app whose issuer has a path is mounted there, by a path base or by a group, whose pattern contains the path already.
    private static string JwksUri(string issuer, string path)
    {
        var url = new Uri(issuer);
        var mount = url.AbsolutePath.TrimEnd('/');
        return url.GetLeftPart(UriPartial.Authority) + (path.StartsWith(mount + "/", StringComparison.Ordinal) ? path : mount + path);
    }

    private static void WriteArray(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
