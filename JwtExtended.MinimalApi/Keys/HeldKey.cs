using System.Security.Cryptography;
using Jose;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>
/// A key pair that another library holds. It is used under a lock, because .NET does not promise that such objects are thread-safe, and
/// never for what its public part can do.
/// </summary>
internal sealed class HeldKey(AsymmetricAlgorithm key)
{
    private readonly Lock _lock = new();

    /// <summary>Signs.</summary>
    /// <returns>The signature, whatever the library makes of it.</returns>
    /// <exception cref="JwtSigningException">The library failed.</exception>
    public byte[] Sign(IJwsAlgorithm algorithm, byte[] input)
    {
        try
        {
            lock (_lock)
                return algorithm.Sign(input, key);
        }
        catch (Exception e)
        {
            throw new JwtSigningException($"The key that {key.GetType().Name} holds did not sign ({e.GetType().Name}): {e.Message}", e);
        }
    }

    /// <summary>Exports the private part.</summary>
    /// <returns>The bytes; <see langword="null"/> if it cannot be exported.</returns>
    public byte[]? ExportPrivate()
    {
        try
        {
            lock (_lock)
                return CanonicalPrivateKey.Export(key);
        }
        catch (Exception)
        {
            // Each library has an exception of its own for that.
            return null;
        }
    }
}
