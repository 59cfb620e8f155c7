using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Creates keys whose private part stays with another library or service; of the public part a copy is used.</summary>
internal static class HeldKeyReader
{
    public static KeyResult ReadRsa(RSA key, JwtAlgorithm? algorithm) =>
        Read("The RSA key", key, algorithm, static key => RSA.Create(((RSA)key).ExportParameters(includePrivateParameters: false)));

    public static KeyResult ReadEc(ECDsa key) =>
        Read("The EC key", key, null, static key => ECDsa.Create(((ECDsa)key).ExportParameters(includePrivateParameters: false)));

    /// <summary>Reads the key of a signer.</summary>
    /// <returns>The key, or why it is refused.</returns>
    public static KeyResult ReadSigner(IJwtSigner signer)
    {
        var name = $"The PublicKey of {signer.GetType().Name}";
        if (signer.PublicKey is not { } publicKey)
            return KeyResult.Refused($"{name} is null. Create it with: JwtKey.FromPem(publicKey)");
        if (publicKey.Material is not AsymmetricMaterial material)
        {
            return KeyResult.Refused($"{name} is a secret, which signs by itself. Add it with cfg.Keys.Add(key), "
                + "or create PublicKey with: JwtKey.FromPem(publicKey)");
        }

        return KeyResult.Accepted(new JwtKey(publicKey.Kid, publicKey.Algorithm, material.ToSignedElsewhere(), canSign: true)
        {
            Signer = signer,
        });
    }

    private static KeyResult Read(
        string name, AsymmetricAlgorithm key, JwtAlgorithm? algorithm, Func<AsymmetricAlgorithm, AsymmetricAlgorithm> copyPublic)
    {
        AsymmetricAlgorithm copy;
        try
        {
            copy = copyPublic(key);
        }
        catch (Exception e)
        {
            // Each library has an exception of its own.
            return KeyResult.Refused($"{name} does not export its public part ({e.GetType().Name}: {e.Message}). "
                + "Write an IJwtSigner, and call JwtKey.FromSigner(signer).");
        }

        return AsymmetricKeys.Create(new ImportedKey(name, copy, IsPrivate: true, algorithm) { Held = new HeldKey(key) });
    }
}
