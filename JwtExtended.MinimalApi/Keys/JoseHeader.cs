using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The JOSE header of the tokens that a key signs (RFC 7515, 4.1): <c>alg</c>, <c>typ</c>, <c>kid</c>.</summary>
internal static class JoseHeader
{
    public const string AccessType = "at+jwt";
    public const string RefreshType = "rt+jwt";
    public const string TicketType = "ticket+jwt";

    // The header becomes base64url: no character needs an escape for HTML.
    private static readonly JsonWriterOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Encode(JwtAlgorithm algorithm, TokenType type, string kid)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Unescaped))
        {
            writer.WriteStartObject();
            writer.WriteString("alg", AlgorithmTable.Get(algorithm).Utf8Name);
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
        TokenType.Ticket => TicketType,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The token type has no media type."),
    };
}
