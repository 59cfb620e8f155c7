using System.Security.Cryptography;
using Jose;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>An RSA or EC key (RFC 7518, 3.3 to 3.5), used through jose-jwt.</summary>
internal sealed class AsymmetricMaterial(AsymmetricAlgorithm key, JwtAlgorithm algorithm, int signatureLength) : KeyMaterial(signatureLength)
{
    private readonly IJwsAlgorithm _jws = AlgorithmTable.For(algorithm);

    public AsymmetricAlgorithm Key => key;

    public override void Sign(ReadOnlySpan<byte> input, Span<byte> signature) => _jws.Sign(input.ToArray(), key).CopyTo(signature);

    public override bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature) => _jws.Verify(signature.ToArray(), input.ToArray(), key);

    public override byte[] DeriveSubKey(ReadOnlySpan<byte> label)
    {
        var secret = key switch
        {
            RSA rsa => rsa.ExportParameters(true).D!,
            ECDsa ecdsa => ecdsa.ExportParameters(true).D!,
            _ => throw new InvalidOperationException("The key is neither RSA nor EC."),
        };
        var derived = new byte[SHA256.HashSizeInBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, derived, salt: [], label);
        CryptographicOperations.ZeroMemory(secret);
        return derived;
    }

    public override bool IsSameAs(KeyMaterial other) =>
        other is AsymmetricMaterial { Key: var theirs } && key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(theirs.ExportSubjectPublicKeyInfo());

    /// <summary>Whether the private part belongs to the public one: a key whose tokens nobody could verify is found at start.</summary>
    public bool SignsWhatItVerifies()
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
