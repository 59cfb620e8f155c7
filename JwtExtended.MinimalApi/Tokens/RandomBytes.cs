using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Random bytes, fetched many at a time: a call to the generator costs as much as signing. Each byte is handed out once, and erased.</summary>
internal sealed class RandomBytes
{
    private readonly Lock _lock = new();
    private readonly byte[] _bytes = new byte[512];
    private int _left;

    public void Fill(Span<byte> destination)
    {
        if (destination.Length > _bytes.Length)
        {
            RandomNumberGenerator.Fill(destination);
            return;
        }

        lock (_lock)
        {
            if (_left < destination.Length)
            {
                RandomNumberGenerator.Fill(_bytes);
                _left = _bytes.Length;
            }

            _left -= destination.Length;
            var taken = _bytes.AsSpan(_left, destination.Length);
            taken.CopyTo(destination);
            taken.Clear();
        }
    }
}
