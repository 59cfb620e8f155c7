using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>An HMAC secret (RFC 7518, 3.2). Keyed instances are pooled: creating one costs more than hashing a token.</summary>
internal sealed class HmacMaterial(byte[] secret, HashInfo hash) : KeyMaterial(hash.Bytes)
{
    private readonly byte[] _secret = secret;
    private readonly DefaultObjectPool<IncrementalHash> _hashes = new(new Policy(hash.Name, secret));

    public override void Sign(ReadOnlySpan<byte> input, Span<byte> signature)
    {
        var instance = _hashes.Get();
        instance.AppendData(input);
        instance.GetHashAndReset(signature);
        // Not in a finally block: an instance that failed in between must not be reused.
        _hashes.Return(instance);
    }

    public override bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA512.HashSizeInBytes];
        expected = expected[..SignatureLength];
        Sign(input, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    public override byte[] ExportPrivate() => [.. _secret];

    public override bool IsSameAs(KeyMaterial other) =>
        other is HmacMaterial hmac && CryptographicOperations.FixedTimeEquals(_secret, hmac._secret);

    private sealed class Policy(HashAlgorithmName name, byte[] secret) : PooledObjectPolicy<IncrementalHash>
    {
        public override IncrementalHash Create() => IncrementalHash.CreateHMAC(name, secret);

        public override bool Return(IncrementalHash obj) => true;
    }
}
