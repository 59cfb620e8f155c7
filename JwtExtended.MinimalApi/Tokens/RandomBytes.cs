using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// Provides cryptographically random bytes. They are generated in blocks, because a call to the generator costs as much as signing a token.
/// Each byte is used once, and erased.
/// </summary>
internal sealed class RandomBytes
{
    private readonly Lock _lock = new();
    private readonly byte[] _bytes = new byte[512];
    private int _remaining;

    /// <summary>Fills a span.</summary>
    /// <param name="destination">The span.</param>
    public void Fill(Span<byte> destination)
    {
        if (destination.Length > _bytes.Length)
        {
            RandomNumberGenerator.Fill(destination);
            return;
        }

        lock (_lock)
        {
            if (_remaining < destination.Length)
            {
                RandomNumberGenerator.Fill(_bytes);
                _remaining = _bytes.Length;
            }

            _remaining -= destination.Length;
            var taken = _bytes.AsSpan(_remaining, destination.Length);
            taken.CopyTo(destination);
            taken.Clear();
        }
    }
}
