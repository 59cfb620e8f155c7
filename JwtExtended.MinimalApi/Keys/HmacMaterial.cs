using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>An HMAC secret (RFC 7518, 3.2). Keyed instances are pooled: creating one costs more than hashing a token.</summary>
internal sealed class HmacMaterial(byte[] secret, HashInfo hash) : KeyMaterial(hash.Bytes)
{
    private const int FingerprintBytes = 16;

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

    // RFC 5869: the label separates it from everything else that is derived from the secret.
    public override byte[] Fingerprint() =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, FingerprintBytes, salt: [], "jwt-extended fingerprint"u8.ToArray());

    public override bool IsSameAs(KeyMaterial other) =>
        other is HmacMaterial hmac && CryptographicOperations.FixedTimeEquals(_secret, hmac._secret);

    private sealed class Policy(HashAlgorithmName name, byte[] secret) : PooledObjectPolicy<IncrementalHash>
    {
        public override IncrementalHash Create() => IncrementalHash.CreateHMAC(name, secret);

        public override bool Return(IncrementalHash obj) => true;
    }
}
