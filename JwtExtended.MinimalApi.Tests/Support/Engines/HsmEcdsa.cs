using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>An EC key on a token as an object of .NET, as libraries for PKCS#11 provide it.</summary>
internal sealed class HsmEcdsa(HsmKey key, ECCurve curve, int bits) : ECDsa
{
    private readonly ECParameters _public = key.ReadEc(curve);

    public override int KeySize => bits;

    public override byte[] SignHash(byte[] hash) => key.Sign(CKM.CKM_ECDSA, hash);

    public override bool VerifyHash(byte[] hash, byte[] signature)
    {
        using var verifying = Create(_public);
        return verifying.VerifyHash(hash, signature);
    }

    public override ECParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
        ? throw new CryptographicException("The private part stays on the token.")
        : _public;
}
