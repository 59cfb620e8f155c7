using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>A key on a token as a signer: waits for its turn without a thread, and signs on another one.</summary>
internal sealed class HsmSigner : IJwtSigner, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HsmKey _key;

    public HsmSigner(HsmKey key)
    {
        _key = key;
        using var publicKey = ECDsa.Create(key.ReadEc(ECCurve.NamedCurves.nistP256));
        PublicKey = JwtKey.FromPem(publicKey.ExportSubjectPublicKeyInfoPem());
    }

    public JwtKey PublicKey { get; }

    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> signingInput, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => _key.Sign(CKM.CKM_ECDSA, SHA256.HashData(signingInput.Span)), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
