using System.Buffers.Text;
using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>Texts of the shape of the app's keys and ids.</summary>
internal static class SessionText
{
    private const int KeyBytes = 32;

    /// <summary>Creates a key: as long as a hash of SHA-256, and as random.</summary>
    /// <returns>The key.</returns>
    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Creates an id.</summary>
    /// <returns>The id, as long as the given one.</returns>
    public static string NewId(string like) => NewKey()[..Math.Min(like.Length, NewKey().Length)];
}
