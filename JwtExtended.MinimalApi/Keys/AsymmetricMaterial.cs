using System.Security.Cryptography;
using Jose;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>An RSA or EC key (RFC 7518, 3.3 to 3.5), used through jose-jwt.</summary>
internal sealed class AsymmetricMaterial(AsymmetricAlgorithm key, JwtAlgorithmInfo algorithm, int signatureLength)
    : KeyMaterial(signatureLength)
{
    private readonly IJwsAlgorithm _jws = algorithm.Implementation
        ?? throw new ArgumentException($"{algorithm.Name} does not sign with a key pair.", nameof(algorithm));

    public AsymmetricAlgorithm Key => key;

    public override void Sign(ReadOnlySpan<byte> input, Span<byte> signature) => _jws.Sign(input.ToArray(), key).CopyTo(signature);

    public override bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature) =>
        _jws.Verify(signature.ToArray(), input.ToArray(), key);

    public override byte[]? ExportPrivate() => CanonicalPrivateKey.Export(key);

    public override byte[] Fingerprint() => SHA256.HashData(key.ExportSubjectPublicKeyInfo());

    public override bool IsSameAs(KeyMaterial other) =>
        other is AsymmetricMaterial { Key: var otherKey }
        && key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(otherKey.ExportSubjectPublicKeyInfo());

    /// <summary>Checks that the private part belongs to the public part, so that a mismatched pair is found at startup.</summary>
    /// <returns>Whether the key verifies what it signs.</returns>
    public bool IsConsistentPair()
    {
        var probe = "jwt-extended self-test"u8;
        var signature = new byte[SignatureLength];
        try
        {
            Sign(probe, signature);
            return Verify(probe, signature);
        }
        catch (Exception e) when (e is CryptographicException or JoseException)
        {
            return false;
        }
    }
}
