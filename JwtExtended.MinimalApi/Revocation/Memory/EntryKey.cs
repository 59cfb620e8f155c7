using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>A key of the store as 32 bytes: a third of the memory of its text, without an object.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct EntryKey(long A, long B, long C, long D)
{
    /// <summary>Decodes the base64url text of a SHA-256 hash. Any other text is hashed.</summary>
    /// <returns>The key.</returns>
    public static EntryKey Of(string key)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        if (!TryDecode(key, bytes))
            SHA256.HashData(Encoding.UTF8.GetBytes(key), bytes);
        return MemoryMarshal.Read<EntryKey>(bytes);
    }

    // The bytes are already a hash.
    public override int GetHashCode() => (int)A;

    // A text with unused bits set is not decoded: two texts never decode to the same bytes.
    private static bool TryDecode(string key, Span<byte> bytes) =>
        key.Length == Base64Url.GetEncodedLength(bytes.Length)
        && Base64Url.DecodeFromChars(key, bytes, out _, out var written) == OperationStatus.Done
        && written == bytes.Length;
}
