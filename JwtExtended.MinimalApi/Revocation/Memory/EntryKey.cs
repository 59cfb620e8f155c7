using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>A key of the store as the 32 bytes that its text stands for: a third of the memory, and no object.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct EntryKey(long A, long B, long C, long D)
{
    /// <summary>The bytes of a SHA-256 in base64url; any other text is hashed.</summary>
    public static EntryKey Of(string key)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        // A text with bits left over is not done: only one text stands for some bytes.
        if (key.Length != Base64Url.GetEncodedLength(bytes.Length) || Base64Url.DecodeFromChars(key, bytes, out _, out var written) != OperationStatus.Done || written != bytes.Length)
            SHA256.HashData(Encoding.UTF8.GetBytes(key), bytes);
        return MemoryMarshal.Read<EntryKey>(bytes);
    }

    // The bytes are a hash already.
    public override int GetHashCode() => (int)A;
}
