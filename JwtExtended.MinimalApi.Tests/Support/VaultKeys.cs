using System.Security.Cryptography;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Keys that sign, and whose private part cannot be exported, as those of a certificate store or a vault.</summary>
internal static class VaultKeys
{
    public static JwtKey Rsa() => Import(new VaultRsa(RSA.Create(2048)));

    public static JwtKey Ec() => Import(new VaultEc(ECDsa.Create(ECCurve.NamedCurves.nistP256), refuses: true));

    /// <summary>A key that exports its public part where the private one is asked for.</summary>
    public static JwtKey SilentEc() => Import(new VaultEc(ECDsa.Create(ECCurve.NamedCurves.nistP256), refuses: false));

    private static JwtKey Import(AsymmetricAlgorithm key) =>
        AsymmetricKeys.Create(new ImportedKey("The key of the vault", key, IsPrivate: true)).Key!;

    private sealed class VaultRsa(RSA key) : RSA
    {
        public override int KeySize => key.KeySize;

        public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) =>
            key.SignHash(hash, hashAlgorithm, padding);

        public override bool VerifyHash(byte[] hash, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) =>
            key.VerifyHash(hash, signature, hashAlgorithm, padding);

        public override RSAParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
            ? throw new CryptographicException("The key cannot be exported.")
            : key.ExportParameters(false);

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();
    }

    private sealed class VaultEc(ECDsa key, bool refuses) : ECDsa
    {
        public override int KeySize => key.KeySize;

        public override byte[] SignHash(byte[] hash) => key.SignHash(hash);

        public override bool VerifyHash(byte[] hash, byte[] signature) => key.VerifyHash(hash, signature);

        public override ECParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters && refuses
            ? throw new NotSupportedException("The key stays in the vault.")
            : key.ExportParameters(false);
    }
}
