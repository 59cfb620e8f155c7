using System.Formats.Asn1;
using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Decrypts private keys in PKCS#8 (RFC 5958, 3), so that what is wrong with them can be told apart.</summary>
/// <param name="name">The option or file that holds the key, for messages.</param>
internal sealed class EncryptedKey(string name)
{
    private const string Pbes2 = "1.2.840.113549.1.5.13";
    private const string Pbkdf2 = "1.2.840.113549.1.5.12";
    private const string Scrypt = "1.3.6.1.4.1.11591.4.11";

    // What a reader of a configuration waits for: OpenSSL writes 2,048 iterations, and OWASP recommends 600,000.
    private const int MaxIterations = 5_000_000;

    /// <summary>Decrypts a key.</summary>
    /// <param name="der">The EncryptedPrivateKeyInfo.</param>
    /// <param name="password">The passphrase.</param>
    /// <param name="pkcs8">The PrivateKeyInfo, unless there is an error. The caller clears it.</param>
    /// <returns>The error, or <see langword="null"/>.</returns>
    public string? Decrypt(byte[] der, string password, out byte[] pkcs8)
    {
        pkcs8 = [];
        try
        {
            var info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            var algorithm = info.ReadSequence();
            var scheme = algorithm.ReadObjectIdentifier();
            var parameters = algorithm.ReadSequence();
            var encrypted = info.ReadOctetString();
            return scheme == Pbes2 ? DecryptPbes2(parameters, encrypted, password, out pkcs8)
                : ReadIterations(parameters) is null ? TooSlow()
                : DecryptPbes1(der, password, out pkcs8);
        }
        catch (AsnContentException)
        {
            return $"{name} does not hold an encrypted key that can be read. Copy the whole text of the key again.";
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return WrongPassword();
        }
    }

    // RFC 8018, A.4.
    private string? DecryptPbes2(AsnReader parameters, byte[] encrypted, string password, out byte[] pkcs8)
    {
        pkcs8 = [];
        var derivation = parameters.ReadSequence();
        var function = derivation.ReadObjectIdentifier();
        if (function != Pbkdf2)
            return Convertible(function == Scrypt ? "scrypt" : $"the key derivation {function}");
        var arguments = derivation.ReadSequence();
        var salt = arguments.ReadOctetString();
        if (ReadIterations(arguments) is not { } iterations)
            return TooSlow();
        if (arguments.HasData && arguments.PeekTag() == Asn1Tag.Integer)
            arguments.ReadInteger();
        var hash = arguments.HasData ? arguments.ReadSequence().ReadObjectIdentifier() : "1.2.840.113549.2.7";
        var encryption = parameters.ReadSequence();
        var cipherName = encryption.ReadObjectIdentifier();
        using var cipher = CipherOf(cipherName);
        if (cipher is null || HashOf(hash) is not { } hashName)
            return Convertible($"the algorithm {(cipher is null ? cipherName : hash)}");
        cipher.Key = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, hashName, cipher.KeySize / 8);
        var iv = encryption.ReadOctetString();
        pkcs8 = cipher.DecryptCbc(encrypted, iv);
        // A wrong passphrase passes the padding check once in 256 times.
        return Der.LengthOf(pkcs8) == pkcs8.Length ? null : WrongPassword();
    }

    // What OpenSSL wrote before PBES2; .NET decrypts it while it imports.
    private string? DecryptPbes1(byte[] der, string password, out byte[] pkcs8)
    {
        pkcs8 = TryDecrypt(RSA.Create(), der, password) ?? TryDecrypt(ECDsa.Create(), der, password) ?? [];
        return pkcs8.Length > 0
            ? null
            : $"{name} does not hold an RSA or EC key that can be read, or the passphrase is wrong. Try: openssl pkey -in key.pem";
    }

    private static byte[]? TryDecrypt(AsymmetricAlgorithm key, byte[] der, string password)
    {
        using (key)
        {
            try
            {
                key.ImportEncryptedPkcs8PrivateKey(password, der, out _);
                return key.ExportPkcs8PrivateKey();
            }
            catch (CryptographicException)
            {
                // Another type of key, or another passphrase: the caller reports it.
                return null;
            }
        }
    }

    // PBES1 and the ciphers of PKCS#12 have a salt in front, too (RFC 8018, A.3; RFC 7292, C).
    private static int? ReadIterations(AsnReader parameters)
    {
        if (parameters.PeekTag() == Asn1Tag.PrimitiveOctetString)
            parameters.ReadOctetString();
        return parameters.TryReadInt32(out var iterations) && iterations is > 0 and <= MaxIterations ? iterations : null;
    }

    private static SymmetricAlgorithm? CipherOf(string oid)
    {
        int? aes = oid switch
        {
            "2.16.840.1.101.3.4.1.2" => 128,
            "2.16.840.1.101.3.4.1.22" => 192,
            "2.16.840.1.101.3.4.1.42" => 256,
            _ => null,
        };
        if (aes is not { } bits)
#pragma warning disable CA5350 // Keys from before are read; nothing is encrypted with it.
            return oid == "1.2.840.113549.3.7" ? TripleDES.Create() : null;
#pragma warning restore CA5350
        var cipher = Aes.Create();
        cipher.KeySize = bits;
        return cipher;
    }

    private static HashAlgorithmName? HashOf(string oid) => oid switch
    {
        "1.2.840.113549.2.7" => HashAlgorithmName.SHA1,
        "1.2.840.113549.2.9" => HashAlgorithmName.SHA256,
        "1.2.840.113549.2.10" => HashAlgorithmName.SHA384,
        "1.2.840.113549.2.11" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private string Convertible(string with) =>
        $"{name} is encrypted with {with}, which is not supported. Convert it with: openssl pkcs8 -topk8 -in key.pem -out new.pem";

    private string TooSlow() => $"{name} is encrypted with more than {MaxIterations} iterations, or none. "
        + "Convert it with: openssl pkcs8 -topk8 -in key.pem -out new.pem";

    private string WrongPassword() => $"{name} is encrypted, and the passphrase is wrong. Try: openssl pkey -in key.pem";
}
