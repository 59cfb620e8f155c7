using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>The reusable buffers for creating one token.</summary>
internal sealed class TokenBuffer
{
    /// <summary>The maximum depth of nested claims, as the reader accepts it.</summary>
    public const int MaxDepth = 64;

    private const int InitialBytes = 1024;
    private const int MaxKeptBytes = 16_384;

    // The payload becomes base64url, so it needs no escaping for HTML.
    private static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    private readonly ArrayBufferWriter<byte> _payload = new(InitialBytes);
    private byte[] _input = new byte[InitialBytes];
    private byte[] _signature = [];

    public TokenBuffer() => Writer = new Utf8JsonWriter(_payload, WriterOptions);

    public Utf8JsonWriter Writer { get; }

    public ReadOnlySpan<byte> Payload => _payload.WrittenSpan;

    public Span<byte> Input(int length) => EnsureLength(ref _input, length);

    public Span<byte> Signature(int length) => EnsureLength(ref _signature, length);

    /// <summary>Empties the buffer, so that no claim of one token remains for the next.</summary>
    /// <returns><see langword="false"/> if the buffer has grown too large to be kept; otherwise <see langword="true"/>.</returns>
    public bool TryReset()
    {
        _payload.Clear();
        Writer.Reset(_payload);
        Array.Clear(_input);
        return _payload.Capacity <= MaxKeptBytes && _input.Length <= MaxKeptBytes;
    }

    private static Span<byte> EnsureLength(ref byte[] bytes, int length)
    {
        if (bytes.Length < length)
            bytes = new byte[length];
        return bytes.AsSpan(0, length);
    }
}
