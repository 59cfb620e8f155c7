using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Tests.Package.Documentation;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>Keys as OpenSSL writes them and as variables, editors and secret stores hand them out: each is read as the same key.</summary>
public sealed class PemFormsTests
{
    private const string Ec = "openssl ecparam -name prime256v1 -genkey -noout -out plain.pem; ";
    private const string Rsa = "cp rsa.pem plain.pem; ";
    private const string Certificate = "openssl req -x509 -key plain.pem -subj /CN=api -days 1 -out cert.pem; ";

    private const string Chain = "openssl ecparam -name secp384r1 -genkey -noout -out root.key; "
        + "openssl req -x509 -key root.key -subj /CN=root -days 1 -out root.pem; "
        + "openssl req -new -key plain.pem -subj /CN=api -out request.pem; "
        + "openssl x509 -req -in request.pem -CA root.pem -CAkey root.key -set_serial 2 -days 1 -out cert.pem 2> errors; ";

    // Generated once: it is what takes the time.
    private static readonly string RsaPem = TestKeys.RsaPem();

    private static IEnumerable<TestCaseData> PrivateForms =>
    [
        Form("EC, as ecparam -genkey prints it", "openssl ecparam -name prime256v1 -genkey -out key.pem; cp key.pem plain.pem"),
        Form("EC, SEC 1", Ec + "cp plain.pem key.pem"),
        Form("EC, SEC 1 without the public point", Ec + "openssl ec -in plain.pem -no_public -out key.pem 2> errors"),
        Form("EC, PKCS#8", Ec + "openssl pkcs8 -topk8 -nocrypt -in plain.pem -out key.pem"),
        Form("EC, as genpkey prints it", Ec + "openssl pkey -in plain.pem -out key.pem"),
        Form("EC, with its text", Ec + "openssl pkey -in plain.pem -text -out key.pem"),
        Form("RSA, as genrsa prints it", "openssl genrsa -out plain.pem 2048 2> errors; cp plain.pem key.pem"),
        Form("RSA, PKCS#1", Rsa + "openssl rsa -in plain.pem -traditional -out key.pem 2> errors"),
        Form("RSA, PKCS#8", Rsa + "openssl pkcs8 -topk8 -nocrypt -in plain.pem -out key.pem"),
        Form("the certificate in front", Ec + Certificate + "cat cert.pem plain.pem > key.pem"),
        Form("the certificate behind", Ec + Certificate + "cat plain.pem cert.pem > key.pem"),
        Form("the certificate of RSA, with its text", Rsa + Certificate + "openssl x509 -in cert.pem -text | cat - plain.pem > key.pem"),
        Form("a chain in front", Ec + Chain + "cat cert.pem root.pem plain.pem > key.pem"),
        Form("a chain behind, the root first", Ec + Chain + "cat plain.pem root.pem cert.pem > key.pem"),
        Form("the public key behind", Ec + "{ cat plain.pem; openssl pkey -in plain.pem -pubout; } > key.pem"),
        Form("the public key of RSA in front, PKCS#1", Rsa
            + "{ openssl rsa -in plain.pem -RSAPublicKey_out 2> errors; cat plain.pem; } > key.pem"),
        Form("the certificate request in front", Ec + "openssl req -new -key plain.pem -subj /CN=api | cat - plain.pem > key.pem"),
        Form("a PKCS#12 export", Ec + Certificate
            + "openssl pkcs12 -export -inkey plain.pem -in cert.pem -name api -passout pass:x -out key.p12; "
            + "openssl pkcs12 -in key.p12 -passin pass:x -nodes -out key.pem"),
        Form("a PKCS#12 export with its chain", Ec + Chain
            + "openssl pkcs12 -export -inkey plain.pem -in cert.pem -certfile root.pem -name api -passout pass:x -out key.p12; "
            + "openssl pkcs12 -in key.p12 -passin pass:x -nodes -out key.pem"),
        Form("literal line breaks", Ec + """awk 'BEGIN { ORS = "\\n" } { print }' plain.pem > key.pem"""),
        Form("literal line breaks of Windows", Ec + "cp plain.pem key.pem", text => text.ReplaceLineEndings("\\r\\n")),
        Form("literal line breaks, escaped twice", Ec + "cp plain.pem key.pem", text => text.ReplaceLineEndings("\\\\n")),
        Form("literal line breaks in quotes", Rsa + "cp plain.pem key.pem", text => $"\"{text.ReplaceLineEndings("\\n")}\""),
        Form("single quotes", Ec + "cp plain.pem key.pem", text => $"'{text}'\n"),
        Form("a byte order mark", Ec + "cp plain.pem key.pem", text => '\uFEFF' + text),
        Form("a byte order mark and quotes", Ec + "cp plain.pem key.pem", text => $"\uFEFF\"{text}\""),
        Form("CRLF", Ec + "sed 's/$/\\r/' plain.pem > key.pem"),
        Form("indentation", Ec + "sed 's/^/    /' plain.pem > key.pem"),
        Form("tabs in front and blanks at the ends of lines", Ec + "sed 's/^/\\t/; s/$/  /' plain.pem > key.pem"),
        Form("empty lines between", Ec + "sed 'G' plain.pem > key.pem"),
        Form("one line with blanks", Rsa + "paste -s -d ' ' plain.pem > key.pem"),
        Form("one line without blanks", Ec + "tr -d '\\n' < plain.pem > key.pem"),
        Form("a chain in one line", Ec + Chain + "cat cert.pem root.pem plain.pem | paste -s -d ' ' > key.pem"),
        Form("base64 of it", Rsa + "base64 -w 0 plain.pem > key.pem"),
        Form("base64 of it in lines", Ec + "base64 plain.pem > key.pem"),
        Form("base64url of it without padding", Ec + "base64 -w 0 plain.pem | tr '+/' '-_' | tr -d '=' > key.pem"),
        Form("text around it", Ec + "{ echo 'Key: of the API'; cat plain.pem; echo 'end of file'; } > key.pem"),
        Form("headers within it", Ec + "sed '1a Comment: of the API\\n' plain.pem > key.pem"),
        Form("without the padding of its base64", Ec + "tr -d '=' < plain.pem > key.pem"),
    ];

    private static IEnumerable<TestCaseData> PublicForms =>
    [
        Form("EC", Ec + "openssl pkey -in plain.pem -pubout -out key.pem"),
        Form("RSA", Rsa + "openssl pkey -in plain.pem -pubout -out key.pem"),
        Form("RSA, PKCS#1", Rsa + "openssl rsa -in plain.pem -RSAPublicKey_out -out key.pem 2> errors"),
        Form("a certificate", Ec + Certificate + "cp cert.pem key.pem"),
        Form("a certificate of RSA with its text", Rsa + Certificate + "openssl x509 -in cert.pem -text -out key.pem"),
        Form("a trusted certificate", Rsa + Certificate + "openssl x509 -in cert.pem -trustout -addtrust serverAuth -out key.pem"),
        Form("a chain", Ec + Chain + "cat cert.pem root.pem > key.pem"),
        Form("a chain, the root first", Ec + Chain + "cat root.pem cert.pem > key.pem"),
        Form("a certificate twice", Ec + Certificate + "cat cert.pem cert.pem > key.pem"),
        Form("a certificate and its public key", Ec + Certificate + "openssl x509 -in cert.pem -pubkey -out key.pem"),
        Form("literal line breaks", Ec + """openssl pkey -in plain.pem -pubout | awk 'BEGIN { ORS = "\\n" } { print }' > key.pem"""),
    ];

    private static IEnumerable<TestCaseData> EncryptedForms =>
    [
        Form("PKCS#8", Ec + "openssl pkcs8 -topk8 -in plain.pem -passout pass:sesame -out key.pem"),
        Form("PKCS#8 of RSA", Rsa + "openssl rsa -in plain.pem -aes256 -passout pass:sesame -out key.pem 2> errors"),
        Form("AES-128", Ec + "openssl pkcs8 -topk8 -v2 aes128 -in plain.pem -passout pass:sesame -out key.pem"),
        Form("AES-192, SHA-512", Ec
            + "openssl pkcs8 -topk8 -v2 aes192 -v2prf hmacWithSHA512 -in plain.pem -passout pass:sesame -out key.pem"),
        Form("SHA-1", Ec + "openssl pkcs8 -topk8 -v2 aes256 -v2prf hmacWithSHA1 -in plain.pem -passout pass:sesame -out key.pem"),
        Form("3DES", Ec + "openssl pkcs8 -topk8 -v2 des3 -in plain.pem -passout pass:sesame -out key.pem"),
        Form("PBES1 of PKCS#12", Ec + "openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -in plain.pem -passout pass:sesame -out key.pem"),
        Form("PBES1 of PKCS#12, RSA", Rsa + "openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -in plain.pem -passout pass:sesame -out key.pem"),
        Form("a million iterations", Ec + "openssl pkcs8 -topk8 -iter 1000000 -in plain.pem -passout pass:sesame -out key.pem"),
        Form("a PKCS#12 export", Ec + Certificate
            + "openssl pkcs12 -export -inkey plain.pem -in cert.pem -passout pass:x -out key.p12; "
            + "openssl pkcs12 -in key.p12 -passin pass:x -passout pass:sesame -out key.pem"),
        Form("one line with literal line breaks", Ec + "openssl pkcs8 -topk8 -in plain.pem -passout pass:sesame -out key.pem",
            text => text.ReplaceLineEndings("\\n")),
    ];

    private static IEnumerable<TestCaseData> PssForms =>
    [
        Pss("without parameters", "", JwtAlgorithm.PS256),
        Pss("SHA-256", Parameters(256, 32), JwtAlgorithm.PS256),
        Pss("SHA-384", Parameters(384, 48), JwtAlgorithm.PS384),
        Pss("SHA-512", Parameters(512, 64), JwtAlgorithm.PS512),
        Pss("a shorter salt at least", Parameters(256, 20), JwtAlgorithm.PS256),
    ];

    [TestCaseSource(nameof(PrivateForms))]
    public async Task A_private_key_is_read_in_the_form(string script, Func<string, string> change)
    {
        using var folder = new TemporaryFolder();
        var (key, plain) = await CreateAsync(folder, script, change);

        var result = JwtKey.FromPem(key);

        (result.Kid, result.CanSign).Should().Be((ThumbprintOf(plain), true));
        PemKeyReader.Read(new PemSource("PrivateKey", key, null, IsPrivate: true)).Key!.Kid.Should().Be(result.Kid);
        PemKeyReader.Read(new PemSource("PublicKey", key, null, IsPrivate: false)).Error
            .Should().Be("PublicKey holds a private key. Put it into PrivateKey.");
    }

    [TestCaseSource(nameof(PublicForms))]
    public async Task A_public_key_is_read_in_the_form(string script, Func<string, string> change)
    {
        using var folder = new TemporaryFolder();
        var (key, plain) = await CreateAsync(folder, script, change);

        var result = JwtKey.FromPem(key);

        (result.Kid, result.CanSign).Should().Be((ThumbprintOf(plain), false));
        PemKeyReader.Read(new PemSource("PublicKey", key, null, IsPrivate: false)).Key!.Kid.Should().Be(result.Kid);
        PemKeyReader.Read(new PemSource("PrivateKey", key, null, IsPrivate: true)).Error
            .Should().MatchRegex("^PrivateKey holds a (public key|certificate without its private key)\\. .* PublicKey");
    }

    [TestCaseSource(nameof(EncryptedForms))]
    public async Task An_encrypted_key_is_read_with_its_passphrase_and_no_other(string script, Func<string, string> change)
    {
        using var folder = new TemporaryFolder();
        var (key, plain) = await CreateAsync(folder, script, change);

        var result = JwtKey.FromPem(key, password: "sesame");

        (result.Kid, result.CanSign).Should().Be((ThumbprintOf(plain), true));
        Refuse(key, "other").Should().Contain("passphrase is wrong").And.NotContain("other");
        Refuse(key, null).Should().Contain("is encrypted");
    }

    [TestCaseSource(nameof(PssForms))]
    public async Task A_key_of_RSASSA_PSS_signs_what_OpenSSL_verifies(string parameters, JwtAlgorithm algorithm)
    {
        using var folder = new TemporaryFolder();
        await Shell.RunAsync($"openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 {parameters} -out key.pem 2> errors; "
            + "openssl pkey -in key.pem -pubout -out public.pem; "
            + "openssl pkcs8 -topk8 -in key.pem -passout pass:sesame -out encrypted.pem", folder.Path);
        var key = JwtKey.FromPem(Read(folder, "key.pem"));
        var signature = new byte[key.SignatureLength];

        key.Sign("input"u8, signature);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "signature"), signature);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "input"), "input");
        var bits = algorithm.ToString()[2..];
        var options = $"-sha{bits} -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:{int.Parse(bits, null) / 8}";
        var output = await Shell.RunAsync($"openssl dgst {options} -verify public.pem -signature signature input", folder.Path);

        output.Should().StartWith("Verified OK");
        key.Algorithm.Should().Be(algorithm);
        JwtKey.FromPem(Read(folder, "public.pem")).Should().Match<JwtKey>(
            found => found.Kid == key.Kid && found.Algorithm == algorithm && !found.CanSign);
        JwtKey.FromPem(Read(folder, "encrypted.pem"), password: "sesame").Kid.Should().Be(key.Kid);
        FluentActions.Invoking(() => JwtKey.FromPem(Read(folder, "key.pem"), JwtAlgorithm.RS256)).Should().Throw<ArgumentException>()
            .WithMessage("The PEM text is an RSASSA-PSS key, which does not fit the algorithm RS256. Choose one of: *PS*");
    }

    [Test]
    public async Task Every_way_to_configure_a_key_reads_the_same_forms()
    {
        using var folder = new TemporaryFolder();
        await Shell.RunAsync(Ec + Chain + "cat cert.pem root.pem plain.pem | paste -s -d ' ' > key.pem", folder.Path);
        var (path, pem) = (Path.Combine(folder.Path, "key.pem"), Read(folder, "key.pem"));
        var certificate = Read(folder, "cert.pem").ReplaceLineEndings("\\n");

        JwtKey[] keys =
        [
            JwtKey.FromPem(pem), JwtKey.FromPemFile(path), JwtKey.FromPem(certificate),
            await ConfigureAsync(cfg => cfg.PrivateKey = pem), await ConfigureAsync(cfg => cfg.PublicKey = certificate),
            await ConfigureAsync(cfg => (cfg.PrivateKey, cfg.PublicKey) = (pem, certificate)),
            await ConfigureAsync(cfg => cfg.Keys.AddPemFile(path)),
        ];

        keys.Select(static key => key.Kid).Distinct().Should().Equal(ThumbprintOf(Read(folder, "plain.pem")));
    }

    private static async Task<JwtKey> ConfigureAsync(Action<JwtOptions> configure)
    {
        await using var service = new TestService(configure, static builder => builder.Configuration["Jwt:SecretKey"] = null);
        return service.Jwt.Keys.Signing;
    }

    private static string Refuse(string pem, string? password) =>
        FluentActions.Invoking(() => JwtKey.FromPem(pem, password: password)).Should().Throw<ArgumentException>().Which.Message;

    private static async Task<(string Key, string Plain)> CreateAsync(TemporaryFolder folder, string script, Func<string, string> change)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "rsa.pem"), RsaPem);
        await Shell.RunAsync(script, folder.Path);
        return (change(Read(folder, "key.pem")), Read(folder, "plain.pem"));
    }

    private static string Read(TemporaryFolder folder, string name) => File.ReadAllText(Path.Combine(folder.Path, name), Encoding.UTF8);

    // By .NET, and not by the reader that is tested.
    private static string ThumbprintOf(string plain)
    {
        using AsymmetricAlgorithm key = plain.Contains("EC PRIVATE", StringComparison.Ordinal) ? ECDsa.Create() : RSA.Create();
        key.ImportFromPem(plain);
        return key is ECDsa ec
            ? JwkThumbprint.Of(ec.ExportParameters(false), AlgorithmTable.FindByCurve(ec)!.Curve!)
            : JwkThumbprint.Of(((RSA)key).ExportParameters(false));
    }

    private static string Parameters(int bits, int salt) =>
        $"-pkeyopt rsa_pss_keygen_md:sha{bits} -pkeyopt rsa_pss_keygen_mgf1_md:sha{bits} -pkeyopt rsa_pss_keygen_saltlen:{salt}";

    private static TestCaseData Form(string name, string script, Func<string, string>? change = null) =>
        new TestCaseData(script, change ?? (static text => text)).SetArgDisplayNames(name);

    private static TestCaseData Pss(string name, string parameters, JwtAlgorithm algorithm) =>
        new TestCaseData(parameters, algorithm).SetArgDisplayNames(name);
}
