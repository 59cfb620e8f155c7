using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>
/// Reads an RSA or EC key from PEM text (PKCS#1, PKCS#8, SEC 1, SPKI, certificates). Every block of the text is looked at: one is the key,
/// and what else tools write around it must belong to it.
/// </summary>
internal static class PemKeyReader
{
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";

    public static KeyResult Read(PemSource source)
    {
        var error = PemText.Restore(source.Name, source.Pem, out var pem);
        List<PemBlock> blocks = [];
        error ??= PemParser.Parse(source.Name, pem, out blocks);
        return error is null ? Read(source, blocks) : KeyResult.Refused(error);
    }

    private static KeyResult Read(PemSource source, List<PemBlock> blocks)
    {
        var name = source.Name;
        var privateKeys = blocks.FindAll(static block => block.IsPrivateKey);
        var publicKeys = blocks.FindAll(static block => block.IsPublicKey);
        var certificates = blocks.FindAll(static block => block.IsCertificate);
        if (privateKeys.Count > 1 || publicKeys.Count > 1)
        {
            var kind = privateKeys.Count > 1 ? "private" : "public";
            return KeyResult.Refused($"{name} holds several {kind} keys. Keep one, and add further ones with: cfg.Keys.AddPemFile(path);");
        }

        var result = (privateKeys, publicKeys, certificates) switch
        {
            ([var key], _, _) => ReadPrivate(source, key),
            (_, [var key], _) => ReadPublic(source, key),
            (_, _, [_, ..]) => ReadCertificate(source, certificates),
            _ => DecodedKey.Refused(DescribeOther(name, blocks[0].Label)),
        };
        if (result is not { Key: { } decoded, Algorithm: { } algorithm })
            return KeyResult.Refused(result.Error!);
        if (CheckBelong(name, decoded.ExportSubjectPublicKeyInfo(), publicKeys, certificates) is { } error)
        {
            decoded.Dispose();
            return KeyResult.Refused(error);
        }

        return AsymmetricKeys.Create(new ImportedKey(
            name, decoded, privateKeys.Count > 0, source.Algorithm ?? (algorithm.Permitted is [var first, ..] ? first : null)));
    }

    private static DecodedKey ReadPrivate(PemSource source, PemBlock block)
    {
        var name = source.Name;
        if (block.Label == EncryptedLabel && (source.Password is null || source.IsPrivate == false))
        {
            return DecodedKey.Refused($"{name} is encrypted. Add it with cfg.Keys.Add(JwtKey.FromPem(pem, password: ...)), "
                + "or decrypt it with: openssl pkey -in key.pem");
        }

        if (source.IsPrivate == false)
            return DecodedKey.Refused($"{name} holds a private key. Put it into PrivateKey.");
        if (block.IsEncryptedByHeaders)
        {
            return DecodedKey.Refused($"{name} is encrypted in the traditional format (Proc-Type: 4,ENCRYPTED), which cannot be read. "
                + "Convert it with: openssl pkcs8 -topk8 -in key.pem -out new.pem");
        }

        if (DescribeForeign(name, block.Label) is { } foreign)
            return DecodedKey.Refused(foreign);
        if (block.Decode(name, out var der) is { } error)
            return DecodedKey.Refused(error);
        var decoder = new KeyDecoder(name, source.Algorithm);
        if (block.Label != EncryptedLabel)
            return Decode(decoder, block.Label, der);
        return new EncryptedKey(name).Decrypt(der, source.Password!, out var pkcs8) is { } wrong
            ? DecodedKey.Refused(wrong)
            : Decode(decoder, "PRIVATE KEY", pkcs8);
    }

    private static DecodedKey ReadPublic(PemSource source, PemBlock block)
    {
        if (source.IsPrivate == true)
            return DecodedKey.Refused($"{source.Name} holds a public key. Put it into PublicKey.");
        return block.Decode(source.Name, out var der) is { } error
            ? DecodedKey.Refused(error)
            : new KeyDecoder(source.Name, source.Algorithm).Decode(block.Label, der);
    }

    private static DecodedKey ReadCertificate(PemSource source, List<PemBlock> certificates)
    {
        if (source.IsPrivate == true)
        {
            return DecodedKey.Refused($"{source.Name} holds a certificate without its private key. Put the private key there, "
                + "or the certificate into PublicKey to verify only.");
        }

        return new PemCertificates(source.Name).FindKey(certificates, out var publicKey) is { } error
            ? DecodedKey.Refused(error)
            : new KeyDecoder(source.Name, source.Algorithm).Decode("PUBLIC KEY", publicKey);
    }

    private static DecodedKey Decode(KeyDecoder decoder, string label, byte[] der)
    {
        var result = decoder.Decode(label, der);
        CryptographicOperations.ZeroMemory(der);
        return result;
    }

    private static string? CheckBelong(string name, byte[] publicKey, List<PemBlock> publicKeys, List<PemBlock> certificates)
    {
        foreach (var block in publicKeys)
        {
            if (block.Decode(name, out var der) is { } error)
                return error;
            using var other = new KeyDecoder(name, null).Decode(block.Label, der).Key;
            if (other is null || !PemCertificates.IsSameKey(other.ExportSubjectPublicKeyInfo(), publicKey))
                return $"{name} holds a private key and a public key that does not belong to it. Remove the public key.";
        }

        return new PemCertificates(name).CheckBelong(certificates, publicKey);
    }

    private static string? DescribeForeign(string name, string label) => label switch
    {
        "PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY" or EncryptedLabel => null,
        "OPENSSH PRIVATE KEY" =>
            $"{name} holds a key in the format of OpenSSH, which cannot be read. Convert it with: ssh-keygen -p -m PKCS8 -f key",
        "DSA PRIVATE KEY" => $"{name} is a key for DSA, which is not supported; RSA and EC keys are. {Cure()}",
        _ => $"{name} holds a block {label}, which is not supported; PRIVATE KEY, RSA PRIVATE KEY and EC PRIVATE KEY are. {Cure()}",
    };

    private static string DescribeOther(string name, string label) => label switch
    {
        "EC PARAMETERS" or "DSA PARAMETERS" or "DH PARAMETERS" =>
            $"{name} holds parameters ({label}) and no key. {Cure()}",
        "CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST" => $"{name} holds a certificate request, which is no key. "
            + "Put the private key there that it was made with, or its public key: openssl req -in request.pem -pubkey -noout",
        "PKCS7" or "CMS" =>
            $"{name} holds certificates in PKCS#7. Extract them with: openssl pkcs7 -in bundle.pem -print_certs -out certificates.pem",
        _ => $"{name} holds a block {label}, which is neither a private nor a public key. "
            + "Extract one with: openssl pkey, or openssl x509 -pubkey -noout",
    };

    private static string Cure() => KeyStrength.Cure(AlgorithmTable.Get(JwtAlgorithm.ES256));
}
