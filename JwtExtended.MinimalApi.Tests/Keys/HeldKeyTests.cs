using System.Security.Cryptography;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>Keys whose private part stays with another library.</summary>
public sealed class HeldKeyTests
{
    private static readonly string RsaPem = TestKeys.RsaPem();

    [TestCase(null, JwtAlgorithm.RS256)]
    [TestCase(JwtAlgorithm.RS512, JwtAlgorithm.RS512)]
    [TestCase(JwtAlgorithm.PS384, JwtAlgorithm.PS384)]
    public async Task An_app_issues_with_an_RSA_key_that_is_not_exported(JwtAlgorithm? requested, JwtAlgorithm algorithm)
    {
        using var vault = new VaultRsa(RsaPem);

        var key = JwtKey.FromRsa(vault, requested);

        (key.Algorithm, key.CanSign, key.Kid).Should().Be((algorithm, true, JwtKey.FromPem(RsaPem).Kid));
        await IssuesAsync(key);
        vault.Verifications.Should().Be(0, "the public part is copied");
    }

    [TestCase("nistP256", JwtAlgorithm.ES256)]
    [TestCase("nistP384", JwtAlgorithm.ES384)]
    [TestCase("nistP521", JwtAlgorithm.ES512)]
    public async Task An_app_issues_with_an_EC_key_that_is_not_exported(string curve, JwtAlgorithm algorithm)
    {
        using var vault = new VaultEc(ECDsa.Create(ECCurve.CreateFromFriendlyName(curve)));

        var key = JwtKey.FromECDsa(vault);

        (key.Algorithm, key.CanSign).Should().Be((algorithm, true));
        await IssuesAsync(key);
    }

    [Test]
    public async Task Refresh_tokens_need_a_secret_where_nothing_can_be_exported()
    {
        using var vault = new VaultRsa(RsaPem);
        await using var without = Keyed(JwtKey.FromRsa(vault), null);
        await using var with = Keyed(JwtKey.FromRsa(vault), TestKeys.SecretText('r'));

        without.Jwt.Invoking(jwt => jwt.CreateTokenPair("alice")).Should().Throw<InvalidOperationException>()
            .WithMessage("*cannot be exported. Set Keys.RefreshSecrets*");
        with.Read(with.Jwt.CreateTokenPair("alice").RefreshToken, TokenType.Refresh).Identity.Should().Be("alice");
    }

    [Test]
    public async Task A_key_that_can_be_exported_needs_none()
    {
        using var rsa = RSA.Create(2048);
        await using var service = Keyed(JwtKey.FromRsa(rsa), null);

        service.Read(service.Jwt.CreateTokenPair("alice").RefreshToken, TokenType.Refresh).Identity.Should().Be("alice");
    }

    [Test]
    public async Task One_thread_at_a_time_signs()
    {
        using var vault = new VaultRsa(RsaPem);
        await using var service = Keyed(JwtKey.FromRsa(vault), null);

        await Parallel.ForAsync(0, 100, (_, _) =>
        {
            service.Read(service.Jwt.CreateAccessToken("alice"));
            return ValueTask.CompletedTask;
        });

        vault.MostAtOnce.Should().Be(1);
    }

    [Test]
    public async Task The_object_is_neither_copied_nor_disposed()
    {
        using var vault = new VaultRsa(RsaPem);
        var key = JwtKey.FromRsa(vault);
        await using (Keyed(key, null))
            vault.Signatures.Should().Be(1, "it was tried once");

        vault.IsDisposed.Should().BeFalse();
        FluentActions.Invoking(() => JwtKey.FromRsa(vault, JwtAlgorithm.ES256)).Should().Throw<ArgumentException>()
            .WithMessage("The RSA key is an RSA key, which does not fit the algorithm ES256.*");
        vault.IsDisposed.Should().BeFalse();
        await IssuesAsync(key);
    }

    [Test]
    public async Task A_key_that_fails_later_issues_nothing_and_the_response_is_503_until_it_signs_again()
    {
        using var vault = new VaultRsa(RsaPem);
        await using var app = await TestApp.StartAsync(
            routes => routes.MapPost("/login", (JwtService jwt) => jwt.CreateAccessToken("alice")).WithoutJwt(),
            cfg => cfg.Keys.Add(JwtKey.FromRsa(vault)),
            builder => builder.Configuration["Jwt:SecretKey"] = null);
        vault.Fails = true;

        using var failed = await app.Client.PostAsync("/login", null);
        vault.Fails = false;
        using var signed = await app.Client.PostAsync("/login", null);

        failed.Should().BeRefused(JwtErrorCode.SigningUnavailable);
        failed.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        app.Failures(Microsoft.Extensions.Logging.LogLevel.Error).Should().ContainSingle().Which.Should().Contain("its key did not sign");
        app.ReadToken(await signed.Content.ReadAsStringAsync()).Identity.Should().Be("alice");
    }

    [Test]
    public async Task A_vault_that_replaced_its_key_issues_nothing()
    {
        using var vault = new VaultRsa(RsaPem);
        await using var service = Keyed(JwtKey.FromRsa(vault), null);
        vault.Replace(TestKeys.RsaPem());

        service.Jwt.Invoking(jwt => jwt.CreateAccessToken("alice")).Should().Throw<JwtSigningException>()
            .WithMessage("*public part does not verify*");
    }

    [Test]
    public void A_key_that_cannot_be_used_is_misuse_and_says_why()
    {
        using var rsa = RSA.Create(2048);
        using var publicOnly = RSA.Create(rsa.ExportParameters(false));
        using var short1 = RSA.Create(1024);
        using var silent = new VaultRsa(RsaPem) { HidesPublic = true };
        using var curve = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));

        Refuse(() => JwtKey.FromRsa(publicOnly)).Should().StartWith("The RSA key cannot be used: The key that ")
            .And.Contain(" did not sign (").And.Contain("To verify only, take its public key: JwtKey.FromPem(pem)");
        Refuse(() => JwtKey.FromRsa(short1)).Should().StartWith("The RSA key is an RSA key of 1024 bits");
        Refuse(() => JwtKey.FromRsa(silent)).Should().StartWith("The RSA key does not export its public part (NotSupportedException")
            .And.Contain("Write an IJwtSigner, and call JwtKey.FromSigner(signer).");
        Refuse(() => JwtKey.FromECDsa(curve)).Should().StartWith("The EC key is on an unsupported curve");
        JwtKey.FromPem(publicOnly.ExportSubjectPublicKeyInfoPem()).CanSign.Should().BeFalse();
    }

    private static string Refuse(Action create) => create.Should().Throw<ArgumentException>().Which.Message;

    private static async Task IssuesAsync(JwtKey key)
    {
        await using var service = Keyed(key, null);
        service.Read(service.Jwt.CreateAccessToken("alice")).Identity.Should().Be("alice");
        service.Read(await service.Jwt.CreateAccessTokenAsync("alice")).Kid.Should().Be(key.Kid);
    }

    private static TestService Keyed(JwtKey key, string? refreshSecret) => new(
        cfg =>
        {
            cfg.Keys.Add(key);
            if (refreshSecret is not null)
                cfg.Keys.RefreshSecrets.Add(refreshSecret);
        },
        static builder => builder.Configuration["Jwt:SecretKey"] = null);

    private sealed class VaultRsa : RSA
    {
        private RSA _key = Create();
        private int _active;

        public VaultRsa(string pem) => _key.ImportFromPem(pem);

        public bool HidesPublic { get; init; }

        public bool Fails { get; set; }

        public bool IsDisposed { get; private set; }

        public int Signatures { get; private set; }

        public int Verifications { get; private set; }

        public int MostAtOnce { get; private set; }

        public override int KeySize => _key.KeySize;

        public void Replace(string pem)
        {
            _key = Create();
            _key.ImportFromPem(pem);
        }

        public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)
        {
            if (Fails)
                throw new TimeoutException("The vault did not respond.");
            Signatures++;
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _active));
            var signature = _key.SignHash(hash, hashAlgorithm, padding);
            Interlocked.Decrement(ref _active);
            return signature;
        }

        public override bool VerifyHash(byte[] hash, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)
        {
            Verifications++;
            return _key.VerifyHash(hash, signature, hashAlgorithm, padding);
        }

        public override RSAParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters || HidesPublic
            ? throw new NotSupportedException("The key stays in the vault.")
            : _key.ExportParameters(false);

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }

    private sealed class VaultEc(ECDsa key) : ECDsa
    {
        public override int KeySize => key.KeySize;

        public override byte[] SignHash(byte[] hash) => key.SignHash(hash);

        public override bool VerifyHash(byte[] hash, byte[] signature) => throw new NotSupportedException("Ask the public key.");

        public override ECParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
            ? throw new InvalidOperationException("The key stays in the vault.")
            : key.ExportParameters(false);
    }
}
