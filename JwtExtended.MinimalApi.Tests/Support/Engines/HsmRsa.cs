using System.Formats.Asn1;
using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>An RSA key on a token as an object of .NET, as libraries for PKCS#11 provide it.</summary>
internal sealed class HsmRsa(HsmKey key) : RSA
{
    private readonly RSAParameters _public = key.ReadRsa();

    public override int KeySize => _public.Modulus!.Length * 8;

    public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)
    {
        if (padding == RSASignaturePadding.Pkcs1)
            return key.Sign(CKM.CKM_RSA_PKCS, DigestInfo(hash, OidOf(hashAlgorithm)));
        var (name, mask) = hash.Length switch
        {
            32 => (CKM.CKM_SHA256, CKG.CKG_MGF1_SHA256),
            48 => (CKM.CKM_SHA384, CKG.CKG_MGF1_SHA384),
            _ => (CKM.CKM_SHA512, CKG.CKG_MGF1_SHA512),
        };
        return key.Sign(CKM.CKM_RSA_PKCS_PSS, hash, key.PssParameters(name, mask, hash.Length));
    }

    public override RSAParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
        ? throw new CryptographicException("The private part stays on the token.")
        : _public;

    public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();

    private static string OidOf(HashAlgorithmName hash) => CryptoConfig.MapNameToOID(hash.Name!)!;

    // RFC 8017, 9.2.
    private static byte[] DigestInfo(byte[] hash, string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(oid);
                writer.WriteNull();
            }

            writer.WriteOctetString(hash);
        }

        return writer.Encode();
    }
}
