using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Tests.Identity;

/// <summary>Computes the codes of an authenticator app (RFC 6238) from the key that it shares with the server.</summary>
internal static class AuthenticatorApp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;

    public static string CodeOf(string sharedKey)
    {
        Span<byte> step = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / StepSeconds);
#pragma warning disable CA5350 // RFC 6238 says SHA-1, and authenticator apps know nothing else.
        var hash = HMACSHA1.HashData(Decode(sharedKey), step);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0x0F)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>A code that is wrong now and in the steps around it.</summary>
    public static string WrongCodeOf(string sharedKey) => CodeOf(sharedKey)[..^1] + "x";

    private static byte[] Decode(string base32)
    {
        var bytes = new List<byte>();
        var (buffer, bits) = (0, 0);
        foreach (var character in base32)
        {
            buffer = ((buffer << 5) | Alphabet.IndexOf(character, StringComparison.Ordinal)) & 0xFFFF;
            bits += 5;
            if (bits < 8)
                continue;
            bits -= 8;
            bytes.Add((byte)(buffer >> bits));
        }

        return [.. bytes];
    }
}
