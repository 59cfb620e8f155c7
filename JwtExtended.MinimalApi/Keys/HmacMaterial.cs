using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>An HMAC secret (RFC 7518, 3.2). Keyed instances are used again: making one costs more than the hash of a token.</summary>
internal sealed class HmacMaterial : KeyMaterial
{
    private const int MaxHashBytes = 64;

    private readonly byte[] _secret;
    private readonly DefaultObjectPool<IncrementalHash> _hashes;

    public HmacMaterial(byte[] secret, JwtAlgorithm algorithm)
        : base(AlgorithmTable.HashBits(algorithm) / 8)
    {
        _secret = secret;
        _hashes = new DefaultObjectPool<IncrementalHash>(new Policy(NameOf(algorithm), secret));
    }

    public override void Sign(ReadOnlySpan<byte> input, Span<byte> signature)
    {
        var hash = _hashes.Get();
        hash.AppendData(input);
        hash.GetHashAndReset(signature);
        // Not in a finally: an instance that failed half-way is not used again.
        _hashes.Return(hash);
    }

    public override bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[MaxHashBytes];
        expected = expected[..SignatureLength];
        Sign(input, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    public override byte[] DeriveSubKey(ReadOnlySpan<byte> label)
    {
        var key = new byte[SHA256.HashSizeInBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, key, salt: [], label);
        return key;
    }

    public override bool IsSameAs(KeyMaterial other) => other is HmacMaterial hmac && CryptographicOperations.FixedTimeEquals(_secret, hmac._secret);

    private static HashAlgorithmName NameOf(JwtAlgorithm algorithm) => algorithm switch
    {
        JwtAlgorithm.HS256 => HashAlgorithmName.SHA256,
        JwtAlgorithm.HS384 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    private sealed class Policy(HashAlgorithmName name, byte[] secret) : PooledObjectPolicy<IncrementalHash>
    {
        public override IncrementalHash Create() => IncrementalHash.CreateHMAC(name, secret);

        public override bool Return(IncrementalHash obj) => true;
    }
}
