using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace JwtExtended.MinimalApi.Tests.Keys.External;

/// <summary>An RSA key inside a hardware token, as libraries for PKCS#11 offer it.</summary>
internal sealed class HsmRsa : RSA
{
    // RFC 8017, 9.2: the DigestInfo of SHA-256 in front of the hash.
    private static readonly byte[] DigestInfo =
        [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

    private readonly SoftHsm _hsm;
    private readonly IObjectHandle _private;
    private readonly RSAParameters _public;

    public HsmRsa(SoftHsm hsm)
    {
        var attributes = SoftHsm.Factories.ObjectAttributeFactory;
        _hsm = hsm;
        (var publicKey, _private) = hsm.Generate(
            CKM.CKM_RSA_PKCS_KEY_PAIR_GEN,
            attributes.Create(CKA.CKA_MODULUS_BITS, 2048),
            attributes.Create(CKA.CKA_PUBLIC_EXPONENT, [1, 0, 1]));
        _public = new RSAParameters
        {
            Modulus = hsm.Read(publicKey, CKA.CKA_MODULUS),
            Exponent = hsm.Read(publicKey, CKA.CKA_PUBLIC_EXPONENT),
        };
    }

    public IObjectHandle PrivateKey => _private;

    public override int KeySize => 2048;

    public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) =>
        _hsm.Sign(CKM.CKM_RSA_PKCS, _private, [.. DigestInfo, .. hash]);

    public override RSAParameters ExportParameters(bool includePrivateParameters) =>
        includePrivateParameters ? throw new CryptographicException("The key stays in the token.") : _public;

    public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();
}
