using System.Security.Cryptography;
using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Tests.Package.Documentation;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>Texts that are no key to sign with: each is refused with its own cause, and what the message says to do is done.</summary>
public sealed partial class PemRefusalTests
{
    private const string Ec = "openssl ecparam -name prime256v1 -genkey -noout -out plain.pem; ";
    private const string Certificate = "openssl req -x509 -key plain.pem -subj /CN=api -days 1 -out cert.pem; ";
    private const string Other = "openssl ecparam -name prime256v1 -genkey -noout -out other.pem; ";

    // What a person types when a command asks for a passphrase.
    private const string Typed = " -passin pass:sesame -passout pass:sesame";

    private static IEnumerable<TestCaseData> Curable =>
    [
        Case(
            "the traditional encryption", Ec + "openssl ec -in plain.pem -aes256 -passout pass:sesame -out key.pem 2> errors",
            "is encrypted in the traditional format (Proc-Type: 4,ENCRYPTED), which cannot be read.", typed: Typed),
        Case(
            "the traditional encryption in one line",
            Ec + "openssl ec -in plain.pem -aes256 -passout pass:sesame -out key.pem 2> errors",
            "is encrypted in the traditional format", text => text.ReplaceLineEndings("\\n"), Typed),
        Case(
            "encrypted with scrypt", Ec + "openssl pkcs8 -topk8 -scrypt -in plain.pem -passout pass:sesame -out key.pem",
            "is encrypted with scrypt, which is not supported.", typed: Typed),
        Case(
            "encrypted with Camellia", Ec + "openssl pkcs8 -topk8 -v2 camellia256 -in plain.pem -passout pass:sesame -out key.pem",
            "is encrypted with the algorithm 1.2.392.200011.61.1.1.1.4, which is not supported.", typed: Typed),
        Case(
            "encrypted with SHA-224",
            Ec + "openssl pkcs8 -topk8 -v2prf hmacWithSHA224 -in plain.pem -passout pass:sesame -out key.pem",
            "is encrypted with the algorithm 1.2.840.113549.2.8, which is not supported.", typed: Typed),
        Case(
            "OpenSSH", "ssh-keygen -q -t ecdsa -b 256 -N '' -f key; cp key key.pem",
            "holds a key in the format of OpenSSH, which cannot be read.", typed: " -q -P '' -N ''; mv key new.pem"),
        Case(
            "OpenSSH, public", "ssh-keygen -q -t rsa -b 2048 -N '' -f key; cp key.pub key.pem",
            "is not PEM text: it is a public key of OpenSSH.", typed: " > new.pem"),
        Case(
            "explicit parameters", "openssl ecparam -name prime256v1 -genkey -noout -param_enc explicit -out key.pem",
            "is on a curve of explicit parameters, which is not supported."),
        Case(
            "explicit parameters in PKCS#8",
            "openssl ecparam -name prime256v1 -genkey -noout -param_enc explicit | openssl pkcs8 -topk8 -nocrypt -out key.pem",
            "is on a curve of explicit parameters, which is not supported."),
        Case(
            "a compressed point", Ec + "openssl ec -in plain.pem -conv_form compressed -out key.pem 2> errors",
            "has a compressed public point, which cannot be read."),
        Case(
            "a compressed point in PKCS#8", Ec + "openssl pkey -in plain.pem -ec_conv_form compressed -out key.pem",
            "has a compressed public point, which cannot be read."),
        Case(
            "a compressed public key", Ec + "openssl pkey -in plain.pem -pubout -ec_conv_form compressed -out key.pem",
            "has a compressed public point, which cannot be read."),
        Case(
            "a certificate request", Ec + "openssl req -new -key plain.pem -subj /CN=api -out request.pem; cp request.pem key.pem",
            "holds a certificate request, which is no key.", typed: " > new.pem"),
        Case(
            "PKCS#7", Ec + Certificate + "openssl crl2pkcs7 -nocrl -certfile cert.pem -out bundle.pem; cp bundle.pem key.pem",
            "holds certificates in PKCS#7.", typed: "; mv certificates.pem new.pem"),
        Case("DER", Ec + "openssl pkcs8 -topk8 -nocrypt -in plain.pem -outform DER -out key.der; cp key.der key.pem",
            "is not PEM text: it is binary (DER).", typed: "; cp key.pem new.pem"),
        Case("Ed25519", "openssl genpkey -algorithm ed25519 -out key.pem",
            "is a key for Ed25519, which is not supported; RSA and EC keys are.", typed: " > new.pem"),
        Case("X25519", "openssl genpkey -algorithm x25519 -out key.pem", "is a key for X25519, which", typed: " > new.pem"),
        Case("Ed448, public", "openssl genpkey -algorithm ed448 | openssl pkey -pubout -out key.pem",
            "is a key for Ed448, which", typed: " > new.pem"),
        Case("DSA", "openssl dsaparam -genkey 1024 2> errors | openssl pkcs8 -topk8 -nocrypt -out key.pem",
            "is a key for DSA, which", typed: " > new.pem"),
        Case("DSA, traditional",
            "openssl dsaparam -genkey 1024 2> errors | openssl pkey -traditional -out key.pem",
            "is a key for DSA, which", typed: " > new.pem"),
        Case("DSA, public", "openssl dsaparam -genkey 1024 2> errors | openssl dsa -pubout -out key.pem 2> errors",
            "is a key for DSA, which", typed: " > new.pem"),
        Case("secp256k1", "openssl ecparam -name secp256k1 -genkey -out key.pem",
            "is on an unsupported curve (secP256k1); ES256 needs exactly prime256v1", typed: " > new.pem"),
        Case("brainpool", "openssl ecparam -name brainpoolP256r1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out key.pem",
            "is on an unsupported curve (brainpoolP256r1); ES256 needs exactly prime256v1", typed: " > new.pem"),
        Case("secp224r1, public", "openssl ecparam -name secp224r1 -genkey -noout | openssl pkey -pubout -out key.pem",
            "is on an unsupported curve (", typed: " > new.pem"),
        Case("three primes", "openssl genrsa -primes 3 3072 2> errors | openssl rsa -traditional -out key.pem 2> errors",
            "is an RSA key of more than two primes, which is not supported.", typed: " > new.pem 2> errors"),
        Case("three primes in PKCS#8", "openssl genrsa -primes 3 -out key.pem 3072 2> errors",
            "is an RSA key of more than two primes, which is not supported.", typed: " > new.pem 2> errors"),
        Case("RSASSA-PSS with SHA-1", "openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 "
            + "-pkeyopt rsa_pss_keygen_md:sha1 -pkeyopt rsa_pss_keygen_mgf1_md:sha1 -pkeyopt rsa_pss_keygen_saltlen:20 "
            + "-out key.pem 2> errors",
            "is an RSASSA-PSS key whose parameters fit none of PS256, PS384, PS512", typed: " > new.pem 2> errors"),
        Case("RSASSA-PSS with two hashes",
            "openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha384 -out key.pem 2> errors",
            "is an RSASSA-PSS key whose parameters fit none of", typed: " > new.pem 2> errors"),
        Case("RSASSA-PSS with a longer salt", "openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 "
            + "-pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:33 "
            + "-out key.pem 2> errors",
            "is an RSASSA-PSS key whose parameters fit none of", typed: " > new.pem 2> errors"),
        Case("parameters alone", "openssl ecparam -name prime256v1 -out key.pem",
            "holds parameters (EC PARAMETERS) and no key.", typed: " > new.pem"),
        Case("RSA of 1024 bits", "openssl genrsa -out key.pem 1024 2> errors",
            "is an RSA key of 1024 bits; at least 2048 are needed", typed: " > new.pem 2> errors"),
    ];

    private static IEnumerable<TestCaseData> Others =>
    [
        Case("cut off at the first line", Ec + "head -1 plain.pem > key.pem",
            "has a block EC PRIVATE KEY without its last line: it is cut off."),
        Case("cut off in the middle", Ec + "head -3 plain.pem > key.pem",
            "has a block EC PRIVATE KEY without its last line: it is cut off."),
        Case("cut off in the first line", "printf -- '-----BEGIN PRIV' > key.pem",
            "has a line '-----BEGIN' that does not end with '-----'."),
        Case("a line is missing", "openssl genrsa 2048 2> errors | sed 4d > key.pem", "has a block PRIVATE KEY that is cut off after "),
        Case("a character is missing", Ec + "sed '2s/.//' plain.pem > key.pem", "has a block EC PRIVATE KEY that "),
        Case("another character", Ec + "sed '2s/./*/' plain.pem > key.pem", "has a block EC PRIVATE KEY that is not base64: it is damaged"),
        Case("both alphabets", Ec + "sed '2s/.../+_A/' plain.pem > key.pem", "has a block EC PRIVATE KEY that is not base64"),
        Case("another last line", Ec + "sed 's/END EC/END RSA/' plain.pem > key.pem",
            "has a block EC PRIVATE KEY with the last line of another block."),
        Case("a block in a block", Ec + Certificate + "{ head -2 plain.pem; cat cert.pem; } > key.pem",
            "has a block EC PRIVATE KEY without its last line"),
        Case("several private keys", Ec + Other + "cat plain.pem other.pem > key.pem",
            "holds several private keys. Keep one, and add further ones with: cfg.Keys.AddPemFile(path);"),
        Case("several public keys", Ec + Other + "{ openssl pkey -in plain.pem -pubout; openssl pkey -in other.pem -pubout; } > key.pem",
            "holds several public keys. Keep one"),
        Case("a certificate of another key", Ec + Certificate + Other + "cat other.pem cert.pem > key.pem",
            "holds a key and no certificate that belongs to it. Remove the certificates"),
        Case("a certificate of another key beside a public one",
            Ec + Certificate + Other + "openssl pkey -in other.pem -pubout | cat - cert.pem > key.pem",
            "holds a key and no certificate that belongs to it. Remove the certificates"),
        Case("another public key", Ec + Other + "{ cat plain.pem; openssl pkey -in other.pem -pubout; } > key.pem",
            "holds a private key and a public key that does not belong to it. Remove the public key."),
        Case("two certificates", Ec + Certificate + "cp cert.pem key.pem; openssl req -x509 -newkey rsa:2048 -nodes -keyout k -subj /CN=b "
            + "2> errors >> key.pem", "holds 2 certificates that are not one chain. Keep only the certificate of the key."),
        Case("a broken certificate beside the key", Ec + "{ cat plain.pem; sed 's/EC PRIVATE KEY/CERTIFICATE/' plain.pem; } > key.pem",
            "holds a certificate that cannot be read. Copy the whole text of the certificate again."),
        Case("base64 alone", Ec + "openssl pkcs8 -topk8 -nocrypt -in plain.pem | sed '1d;$d' > key.pem",
            "is not PEM text: it is base64 without its first and last line. Put -----BEGIN PRIVATE KEY-----"),
        Case("another label", Ec + "sed 's/EC PRIVATE/TSS2 PRIVATE/' plain.pem > key.pem", "holds a block TSS2 PRIVATE KEY, which is not"),
        Case("a key of OpenPGP", "printf -- '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----' > key.pem",
            "holds a block PGP PUBLIC KEY BLOCK, which is neither a private nor a public key."),
        Case("the wrong label", Ec + "sed 's/EC PRIVATE/RSA PRIVATE/' plain.pem > key.pem",
            "does not hold an RSA or EC key that can be read."),
        Case("no key within", "printf -- '-----BEGIN PRIVATE KEY----- MAMCAQA= -----END PRIVATE KEY-----' > key.pem",
            "does not hold an RSA or EC key that can be read."),
        Case("nothing", "printf ' \\n' > key.pem", "is not PEM text: it is empty."),
        Case("a path", "printf keys/current.pem > key.pem", "is not PEM text: it looks like the path of a file."),
        Case("PuTTY", "printf 'PuTTY-User-Key-File-3: ssh-rsa' > key.pem", "is not PEM text: it is a key of PuTTY."),
        Case("a JWK", "printf '{\"kty\":\"EC\"}' > key.pem",
            "is not PEM text: it is a JSON Web Key. Add it with: cfg.Keys.Add(JwtKey.FromJwk(json));"),
        Case("a JWK Set", "printf '{\"keys\":[{\"kty\":\"EC\"}]}' > key.pem",
            "is not PEM text: it is a JWK Set. Add its keys with: foreach "),
        Case("something else", "printf 'a key, believe me' > key.pem", "is not PEM text. It starts with '-----BEGIN'"),
        Case("base64 of something else", "printf 'a key, believe me' | base64 > key.pem", "is not PEM text. It starts with '-----BEGIN'"),
        Case("too much", "head -c 1048577 /dev/zero | tr '\\0' a > key.pem", "is longer than 1048576 characters."),
        Case("too many blocks", Ec + Certificate + "for i in {1..257}; do cat cert.pem; done > key.pem", "has more than 256 blocks."),
    ];

    [TestCaseSource(nameof(Curable))]
    public async Task A_text_is_refused_for_its_own_cause_and_the_command_of_the_message_makes_a_key(
        string script, string cause, Func<string, string> change, string typed)
    {
        using var folder = new TemporaryFolder();
        var message = await RefuseAsync(folder, script, change);

        message.Should().StartWith($"PrivateKey {cause}");
        var command = Command().Match(message).Value;
        await Shell.RunAsync(command + typed, folder.Path);
        var key = JwtKey.FromPemFile(Path.Combine(folder.Path, "new.pem"), password: typed == Typed ? "sesame" : null);
        key.Algorithm.Should().BeOneOf(JwtAlgorithm.ES256, JwtAlgorithm.RS256);
    }

    [TestCaseSource(nameof(Others))]
    public async Task A_text_is_refused_for_its_own_cause(string script, string cause, Func<string, string> change, string typed)
    {
        using var folder = new TemporaryFolder();

        (await RefuseAsync(folder, script, change)).Should().StartWith($"PrivateKey {cause}");
        typed.Should().BeEmpty();
    }

    // A key that takes minutes to decrypt takes as long to encrypt: its count is changed afterwards.
    [TestCase(0x7FFFFF, "is encrypted with more than 5000000 iterations, or none.")]
    [TestCase(0x010001, "is encrypted, and the passphrase is wrong.")]
    public void A_key_that_takes_too_long_to_decrypt_is_refused_at_once(int iterations, string cause)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = key.ExportEncryptedPkcs8PrivateKey(
            "sesame", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 0x012345));
        var count = der.AsSpan()[der.AsSpan().IndexOf((ReadOnlySpan<byte>)[2, 3, 0x01, 0x23, 0x45])..];
        (count[2], count[3], count[4]) = ((byte)(iterations >> 16), (byte)(iterations >> 8), (byte)iterations);

        var result = PemKeyReader.Read(Source(PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", der)) with { Password = "sesame" });

        result.Error.Should().StartWith($"PrivateKey {cause}");
    }

    [Test]
    public void The_key_around_which_the_missing_lines_are_put_is_read()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var base64 = Convert.ToBase64String(key.ExportPkcs8PrivateKey());

        PemKeyReader.Read(Source(base64)).Error.Should().Contain("Put -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY----- around it");
        JwtKey.FromPem($"-----BEGIN PRIVATE KEY----- {base64} -----END PRIVATE KEY-----").CanSign.Should().BeTrue();
    }

    private static async Task<string> RefuseAsync(TemporaryFolder folder, string script, Func<string, string> change)
    {
        await Shell.RunAsync(script, folder.Path);
        var text = change(await File.ReadAllTextAsync(Path.Combine(folder.Path, "key.pem")));
        var result = PemKeyReader.Read(Source(text) with { Password = "sesame" });
        result.Key.Should().BeNull();
        // Four characters of base64 are no secret, and no message quotes more.
        foreach (var line in text.Split('\n').Where(static line => line.Length > 30 && !line.Contains(' ', StringComparison.Ordinal)))
            result.Error.Should().NotContain(line[..20]);
        return result.Error!;
    }

    private static PemSource Source(string text) => new("PrivateKey", text, null);

    private static TestCaseData Case(
        string name, string script, string cause, Func<string, string>? change = null, string typed = "") =>
        new TestCaseData(script, cause, change ?? (static text => text), typed).SetArgDisplayNames(name);

    [GeneratedRegex("(openssl|ssh-keygen) [^:]*$")]
    private static partial Regex Command();
}
