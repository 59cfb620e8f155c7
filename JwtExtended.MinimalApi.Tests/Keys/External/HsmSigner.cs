using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace JwtExtended.MinimalApi.Tests.Keys.External;

/// <summary>A signer with an EC key inside a hardware token.</summary>
internal sealed class HsmSigner : IJwtSigner
{
    // The DER of prime256v1 (RFC 5480, 2.1.1.1).
    private static readonly byte[] P256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

    private readonly SoftHsm _hsm;
    private readonly IObjectHandle _private;

    public HsmSigner(SoftHsm hsm)
    {
        _hsm = hsm;
        (var publicKey, _private) = hsm.Generate(
            CKM.CKM_EC_KEY_PAIR_GEN, SoftHsm.Factories.ObjectAttributeFactory.Create(CKA.CKA_EC_PARAMS, P256));
        // An octet string around the uncompressed point: 04 41 04, and the two coordinates.
        var point = hsm.Read(publicKey, CKA.CKA_EC_POINT).AsSpan(3);
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = point[..32].ToArray(), Y = point[32..].ToArray() },
        });
        PublicKey = JwtKey.FromPem(key.ExportSubjectPublicKeyInfoPem());
    }

    public JwtKey PublicKey { get; }

    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> signingInput, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return _hsm.Sign(CKM.CKM_ECDSA, _private, SHA256.HashData(signingInput.Span));
    }
}
