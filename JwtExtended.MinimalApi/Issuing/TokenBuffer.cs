using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>What making one token needs, used again for the next.</summary>
internal sealed class TokenBuffer
{
    /// <summary>How deep claims may nest: what the reader accepts.</summary>
    public const int MaxDepth = 64;

    private const int UsualBytes = 1024;
    private const int MostBytes = 16_384;

    // The payload becomes base64url, so nothing needs escaping for the sake of HTML.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    private readonly ArrayBufferWriter<byte> _payload = new(UsualBytes);
    private byte[] _input = new byte[UsualBytes];
    private byte[] _signature = [];

    public TokenBuffer() => Writer = new Utf8JsonWriter(_payload, WriterOptions);

    public Utf8JsonWriter Writer { get; }

    public ReadOnlySpan<byte> Payload => _payload.WrittenSpan;

    public Span<byte> Input(int length) => Room(ref _input, length);

    public Span<byte> Signature(int length) => Room(ref _signature, length);

    /// <summary>Empties the buffer: no claim of one token stays for the next. False when it has grown too large to be kept.</summary>
    public bool TryReset()
    {
        _payload.Clear();
        Writer.Reset(_payload);
        Array.Clear(_input);
        return _payload.Capacity <= MostBytes && _input.Length <= MostBytes;
    }

    private static Span<byte> Room(ref byte[] bytes, int length)
    {
        if (bytes.Length < length)
            bytes = new byte[length];
        return bytes.AsSpan(0, length);
    }
}
