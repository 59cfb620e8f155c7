using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>
/// Compares compact texts, and hashes only their last 16 characters. Only verified tokens are stored, and these characters belong to their
/// signatures: collisions cannot be chosen without the key, and hashing all 400 characters would cost more than the rest of the look-up.
/// </summary>
internal sealed class SignatureTailComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
{
    private const int TailLength = 16;

    private SignatureTailComparer()
    {
    }

    public static SignatureTailComparer Instance { get; } = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode([DisallowNull] string obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<char> alternate, string other) => alternate.SequenceEqual(other);

    public string Create(ReadOnlySpan<char> alternate) => alternate.ToString();

    public int GetHashCode(ReadOnlySpan<char> alternate)
    {
        if (alternate.Length < TailLength)
            return 0;
        // The last character has the fewest bits (RFC 4648, 3.5): all 16 are mixed by multiplication with odd numbers.
        var words = MemoryMarshal.Cast<char, ulong>(alternate[^TailLength..]);
        var mixed = words[0] * 0x9E3779B97F4A7C15 + words[1] * 0xC2B2AE3D27D4EB4F
            + words[2] * 0x165667B19E3779F9 + words[3] * 0x27D4EB2F165667C5;
        return (int)(mixed >> 32) ^ (int)mixed;
    }
}
