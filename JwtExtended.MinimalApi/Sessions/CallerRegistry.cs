using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Locations;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The callers that authenticate with a secret. Of the secrets it keeps the hashes.</summary>
/// <param name="hashes">The hash of the secret of each caller, by its id.</param>
internal sealed class CallerRegistry(FrozenDictionary<string, byte[]> hashes)
{
    // Compared with where the id is unknown: it takes as long, and equals nothing.
    private readonly byte[] _none = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    public bool IsEmpty => hashes.Count == 0;

    /// <summary>The hash of a secret. A secret has too many possible values to be guessed from it.</summary>
    /// <returns>The hash.</returns>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Compares a secret in constant time, whether the id exists or not.</summary>
    /// <returns><see langword="true"/> if it is the secret of that caller.</returns>
    public bool Accepts(ClientCredential credential)
    {
        var isKnown = hashes.TryGetValue(credential.Id, out var hash);
        return CryptographicOperations.FixedTimeEquals(HashOf(credential.Secret), isKnown ? hash : _none) && isKnown;
    }
}
