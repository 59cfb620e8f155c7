using System.Diagnostics.CodeAnalysis;

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

    public int GetHashCode(ReadOnlySpan<char> alternate) =>
        string.GetHashCode(alternate[Math.Max(0, alternate.Length - TailLength)..]);
}
