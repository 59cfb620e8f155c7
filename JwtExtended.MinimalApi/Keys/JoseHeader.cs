using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The JOSE header that a key gives its tokens (RFC 7515, 4.1): <c>alg</c>, <c>typ</c>, <c>kid</c>.</summary>
internal static class JoseHeader
{
    public const string AccessType = "at+jwt";
    public const string RefreshType = "rt+jwt";
    public const string TicketType = "ticket+jwt";

    // The text becomes base64url: nothing needs escaping for the sake of HTML.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Encode(JwtAlgorithm algorithm, TokenType type, string kid)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("alg", algorithm.ToString());
            writer.WriteString("typ", NameOf(type));
            writer.WriteString("kid", kid);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    private static string NameOf(TokenType type) => type switch
    {
        TokenType.Access => AccessType,
        TokenType.Refresh => RefreshType,
        _ => TicketType,
    };
}
