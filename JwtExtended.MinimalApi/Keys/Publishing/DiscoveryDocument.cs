using System.Buffers;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>The metadata of an issuer (RFC 8414, 2; OpenID Connect Discovery 1.0, 3). Every URL comes from the issuer, never from a request.</summary>
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
            // Required members (RFC 8414, 2; OpenID Connect Discovery 1.0, 3): tokens are had from the application's own login, by no OAuth grant.
            WriteArray(writer, "response_types_supported", []);
            WriteArray(writer, "grant_types_supported", []);
            WriteArray(writer, "subject_types_supported", ["public"]);
            WriteArray(writer, "id_token_signing_alg_values_supported", algorithms.Select(static algorithm => algorithm.ToString()));
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    // An issuer with a path is mounted there, by a path base or by a group: then the pattern has the path already.
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
