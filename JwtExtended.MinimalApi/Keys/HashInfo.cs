using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The hash function of an algorithm.</summary>
/// <param name="Name">The name in .NET.</param>
/// <param name="Bits">The length of a hash value in bits.</param>
internal sealed record HashInfo(HashAlgorithmName Name, int Bits)
{
    /// <summary>The length of a hash value in bytes.</summary>
    public int Bytes => Bits / 8;
}
