using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Reads an RSA or EC key from PEM text (PKCS#1, PKCS#8, SEC 1, SPKI).</summary>
internal static class PemKeyReader
{
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";

    public static KeyResult Read(PemSource source)
    {
        if (CheckLabel(source, out var label) is { } error)
            return KeyResult.Refused(error);
        var isPrivate = label is not ("PUBLIC KEY" or "RSA PUBLIC KEY");
        var password = label == EncryptedLabel ? source.Password : null;
        if ((TryImport(RSA.Create(), source.Pem, password) ?? TryImport(ECDsa.Create(), source.Pem, password)) is { } key)
            return AsymmetricKeys.Create(new ImportedKey(source.Name, key, isPrivate, source.Algorithm));
        var command = AlgorithmTable.Get(JwtAlgorithm.ES256).CreateKeyCommand;
        return KeyResult.Refused(password is null
            ? $"{source.Name} does not hold an RSA or EC key that can be read. Create one with: {command}"
            : $"{source.Name} does not hold an RSA or EC key that can be read, or the passphrase is wrong. Try: openssl pkey -in key.pem");
    }

    private static string? CheckLabel(PemSource source, out string label)
    {
        var name = source.Name;
        label = "";
        if (!PemEncoding.TryFind(source.Pem, out var fields))
            return $"{name} is not PEM text. It starts with '-----BEGIN' and keeps its line breaks.";
        label = source.Pem[fields.Label];
        return (label, source.IsPrivate) switch
        {
            (EncryptedLabel, not false) when source.Password is not null => null,
            (EncryptedLabel, _) => $"{name} is encrypted. Add it with cfg.Keys.Add(JwtKey.FromPem(pem, password: ...)), "
                + "or decrypt it with: openssl pkey -in key.pem",
            ("PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY", not false) => null,
            ("PUBLIC KEY" or "RSA PUBLIC KEY", not true) => null,
            ("PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY", _) => $"{name} holds a private key. Put it into PrivateKey.",
            ("PUBLIC KEY" or "RSA PUBLIC KEY", _) => $"{name} holds a public key. Put it into PublicKey.",
            _ => $"{name} holds neither a private nor a public key. Extract one with: openssl pkey, or openssl x509 -pubkey -noout",
        };
    }

    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, string pem, string? password)
    {
        try
        {
            if (password is null)
                key.ImportFromPem(pem);
            else
                key.ImportFromEncryptedPem(pem, password);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Another type of key, or none: the caller reports it.
            key.Dispose();
            return null;
        }
    }
}
