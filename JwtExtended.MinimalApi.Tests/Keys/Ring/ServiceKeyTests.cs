using System.Security.Cryptography;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>The keys of refresh tokens and tickets: where they come from, and what happens to them when keys change.</summary>
public sealed class ServiceKeyTests
{
    private const int PrivatePartMissing = 15;
    private const int PrivateKeyNotExportable = 16;

    private static IEnumerable<JwtAlgorithm> Algorithms => Enum.GetValues<JwtAlgorithm>();

    [TestCaseSource(nameof(Algorithms))]
    public async Task Refresh_tokens_and_tickets_have_another_key_than_access_tokens(JwtAlgorithm algorithm)
    {
        await using var service = Keyed(JwtKey.Generate(algorithm));
        var pair = service.Jwt.CreateTokenPair("alice");
        var access = service.Read(pair.AccessToken);
        var ticket = service.Jwt.Runtime.Issuer.CreateTicket(access, "parent", "GET /", TimeSpan.FromSeconds(30), out _).Text;

        var (kid, alg) = HeaderOf(pair.AccessToken);

        (kid, alg).Should().Be((service.Jwt.Keys.Signing.Kid, algorithm.ToString()));
        HeaderOf(pair.RefreshToken).Should().Be(HeaderOf(ticket));
        HeaderOf(ticket).Alg.Should().Be("HS256");
        HeaderOf(ticket).Kid.Should().NotBe(kid);
        service.Read(pair.RefreshToken, TokenType.Refresh).Kid.Should().Be(HeaderOf(ticket).Kid);
        service.Jwt.Runtime.Validator.Validate(ticket, TokenTypes.Ticket).Value.Should().NotBeNull();
    }

    [Test]
    public async Task Without_refresh_secrets_refresh_tokens_live_as_long_as_the_key_that_signed()
    {
        await using var service = new TestService();
        var old = service.Jwt.Keys.Signing;
        var refresh = service.Jwt.CreateRefreshToken("alice");
        var next = JwtKey.Generate(JwtAlgorithm.ES256);

        service.Jwt.Keys.Add(next);
        HeaderOf(service.Jwt.CreateRefreshToken("alice")).Kid.Should().Be(old.ServiceKey!.Kid);
        service.Jwt.Keys.Promote(next.Kid);
        HeaderOf(service.Jwt.CreateRefreshToken("alice")).Kid.Should().Be(next.ServiceKey!.Kid);
        service.Read(refresh, TokenType.Refresh);
        service.Jwt.Keys.Retire(old.Kid);

        service.ReadRefused(refresh, TokenType.Refresh).Should().Be(JwtErrorCode.TokenInvalid);
        service.Read(service.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);
    }

    [Test]
    public async Task With_refresh_secrets_refresh_tokens_survive_every_change_of_the_ring()
    {
        await using var service = new TestService(cfg => cfg.Keys.RefreshSecrets.Add(Secret('r')));
        var old = service.Jwt.Keys.Signing;
        var (access, refresh) = (service.Jwt.CreateAccessToken("alice"), service.Jwt.CreateRefreshToken("alice"));
        var next = JwtKey.Generate(JwtAlgorithm.ES256);

        service.Jwt.Keys.Add(next);
        service.Jwt.Keys.Promote(next.Kid);
        service.Jwt.Keys.Retire(old.Kid);

        service.ReadRefused(access).Should().Be(JwtErrorCode.TokenInvalid);
        service.Read(refresh, TokenType.Refresh);
        HeaderOf(service.Jwt.CreateRefreshToken("alice")).Kid.Should().Be(HeaderOf(refresh).Kid);
    }

    [Test]
    public async Task A_rotation_that_keeps_only_the_previous_public_key_keeps_sessions_with_refresh_secrets_and_ends_them_without()
    {
        var (previous, current) = (TestKeys.EcPem(ECCurve.NamedCurves.nistP256), TestKeys.EcPem(ECCurve.NamedCurves.nistP256));
        var (publicOnly, both) = (JwtKey.FromPem(TestKeys.PublicPem(previous)), JwtKey.FromPem(previous));
        var (derived, kept) = (await IssueAsync(both), await IssueAsync(both, Secret('r')));
        await using var ended = Keyed([JwtKey.FromPem(current), publicOnly]);
        await using var continued = Keyed([JwtKey.FromPem(current), publicOnly], Secret('r'));
        await using var withPrivatePart = Keyed([JwtKey.FromPem(current), both]);

        ended.ReadRefused(derived.RefreshToken, TokenType.Refresh).Should().Be(JwtErrorCode.TokenInvalid);
        ended.Read(derived.AccessToken);
        continued.Read(kept.RefreshToken, TokenType.Refresh);
        continued.Read(kept.AccessToken);
        withPrivatePart.Read(derived.RefreshToken, TokenType.Refresh);
        Warnings(ended).Should().ContainSingle(log => log.Id.Id == PrivatePartMissing).Which.Message
            .Should().Match($"The key '{publicOnly.Kid}' has no private part*sessions*Keys.RefreshSecrets*private key*");
        Warnings(continued).Concat(Warnings(withPrivatePart)).Should().NotContain(log => log.Id.Id == PrivatePartMissing);
    }

    [Test]
    public async Task Nodes_that_have_the_same_key_in_different_forms_read_refresh_tokens_of_each_other()
    {
        using var rsa = RSA.Create(2048);
        var key = rsa.ExportParameters(true);
        await using var pem = Keyed(JwtKey.FromPem(KeyForms.Pkcs1Pem(key)));
        await using var exponent = Keyed(JwtKey.FromJwk(KeyForms.Jwk(KeyForms.ChangePrivateExponent(key))));
        await using var swapped = Keyed(JwtKey.FromPem(KeyForms.Pkcs1Pem(KeyForms.SwapPrimes(key))));
        TestService[] nodes = [pem, exponent, swapped];

        foreach (var (issuer, reader) in nodes.SelectMany(_ => nodes, static (issuer, reader) => (issuer, reader)))
            reader.Read(issuer.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);

        await using var other = Keyed(JwtKey.FromPem(TestKeys.RsaPem()));
        other.ReadRefused(pem.Jwt.CreateRefreshToken("alice"), TokenType.Refresh).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task Refresh_tokens_of_a_replaced_secret_are_refused_unless_it_is_listed_too()
    {
        var pair = await IssueAsync(JwtKey.FromSecret(TestKeys.Secret), Secret('o'));
        await using var replaced = Keyed([JwtKey.FromSecret(TestKeys.Secret)], Secret('n'));
        await using var overlapping = Keyed([JwtKey.FromSecret(TestKeys.Secret)], Secret('n'), Secret('o'));

        replaced.ReadRefused(pair.RefreshToken, TokenType.Refresh).Should().Be(JwtErrorCode.TokenInvalid);
        replaced.Read(pair.AccessToken);
        overlapping.Read(pair.RefreshToken, TokenType.Refresh);
        replaced.Read(overlapping.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);
    }

    [Test]
    public async Task The_former_secret_of_the_app_continues_sessions_as_a_refresh_secret()
    {
        await using var before = new TestService();
        await using var after = Keyed([JwtKey.Generate(JwtAlgorithm.ES256)], Secret('n'), TestKeys.Secret);
        await using var without = Keyed([JwtKey.Generate(JwtAlgorithm.ES256)], Secret('n'));
        var refresh = before.Jwt.CreateRefreshToken("alice");

        after.Read(refresh, TokenType.Refresh);
        without.ReadRefused(refresh, TokenType.Refresh).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task An_app_with_a_public_key_alone_reads_access_tokens_and_neither_reads_nor_issues_refresh_tokens()
    {
        var pem = TestKeys.EcPem(ECCurve.NamedCurves.nistP256);
        var pair = await IssueAsync(JwtKey.FromPem(pem));
        await using var verifier = Keyed(JwtKey.FromPem(TestKeys.PublicPem(pem)));

        verifier.Read(pair.AccessToken);
        verifier.ReadRefused(pair.RefreshToken, TokenType.Refresh).Should().Be(JwtErrorCode.TokenInvalid);
        verifier.Jwt.Invoking(jwt => jwt.CreateRefreshToken("alice"))
            .Should().Throw<InvalidOperationException>().WithMessage("*can only verify*PrivateKey*");
        Warnings(verifier).Should().NotContain(log => log.Id.Id == PrivatePartMissing, "it never issued refresh tokens");
    }

    [Test]
    public async Task A_key_that_stays_in_its_vault_signs_access_tokens_and_needs_refresh_secrets_for_refresh_tokens()
    {
        foreach (var key in new[] { VaultKeys.Rsa(), VaultKeys.Ec() })
        {
            await using var without = Keyed(key);
            await using var with = Keyed([key], Secret('r'));

            without.Read(without.Jwt.CreateAccessToken("alice"));
            without.Jwt.Invoking(jwt => jwt.CreateRefreshToken("alice"))
                .Should().Throw<InvalidOperationException>().WithMessage($"*'{key.Kid}'*cannot be exported*Keys.RefreshSecrets*openssl*");
            Warnings(without).Should().ContainSingle(log => log.Id.Id == PrivateKeyNotExportable).Which.Message
                .Should().Contain(key.Kid).And.Contain("Keys.RefreshSecrets");
            with.Read(with.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);
            Warnings(with).Should().NotContain(log => log.Id.Id == PrivateKeyNotExportable);
        }
    }

    [Test]
    public async Task Two_keys_of_one_secret_share_a_service_key()
    {
        using var rsa = RSA.Create(2048);
        var jwk = JsonNode.Parse(KeyForms.Jwk(rsa.ExportParameters(true)))!.AsObject();
        (jwk["alg"], jwk["kid"]) = ("PS256", "second");
        var first = JwtKey.FromPem(rsa.ExportPkcs8PrivateKeyPem());
        await using var service = Keyed([first, JwtKey.FromJwk(jwk.ToJsonString())]);
        var refresh = service.Jwt.CreateRefreshToken("alice");

        service.Jwt.Keys.Promote("second");
        service.Jwt.Keys.Retire(first.Kid);

        service.Read(refresh, TokenType.Refresh);
    }

    [Test]
    public async Task A_key_that_may_only_verify_continues_to_verify_its_refresh_tokens_while_its_private_part_is_there()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = KeyForms.Jwk(pair.ExportParameters(true));
        var verifying = JwtKey.FromJwk(jwk.Replace("{", """{"key_ops":["verify"],""", StringComparison.Ordinal));
        var refresh = (await IssueAsync(JwtKey.FromJwk(jwk))).RefreshToken;
        await using var next = Keyed([JwtKey.Generate(JwtAlgorithm.ES256), verifying]);
        await using var only = Keyed(verifying);

        next.Read(refresh, TokenType.Refresh);
        only.Jwt.Invoking(jwt => jwt.CreateRefreshToken("alice"))
            .Should().Throw<InvalidOperationException>().WithMessage("*can only verify*");
    }

    [TestCase("short", "*Keys.RefreshSecrets[1] is 5 bytes long; HS256 needs at least 32*openssl rand*")]
    [TestCase("", "*Keys.RefreshSecrets[1] is 0 bytes long*")]
    [TestCase("base64:A", "*Keys.RefreshSecrets[1] starts with 'base64:' but does not decode*")]
    [TestCase("-----BEGIN PUBLIC KEY-----", "*Keys.RefreshSecrets[1] holds PEM text*")]
    public void A_refresh_secret_that_is_none_stops_the_start(string secret, string message)
    {
        var start = () => Keyed([JwtKey.FromSecret(TestKeys.Secret)], Secret('r'), secret);

        start.Should().Throw<OptionsValidationException>().WithMessage(message);
    }

    [Test]
    public async Task A_refresh_secret_is_text_or_base64()
    {
        var text = new string('r', 32);
        await using var plain = Keyed([JwtKey.FromSecret(TestKeys.Secret)], text);
        await using var encoded = Keyed(
            [JwtKey.FromSecret(TestKeys.Secret)], "base64:" + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text)));

        encoded.Read(plain.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);
    }

    [Test]
    public async Task Service_keys_are_not_published()
    {
        var key = JwtKey.Generate(JwtAlgorithm.ES256);
        JwtKey[] pairs = [key, JwtKey.Generate(JwtAlgorithm.PS256)];
        await using var derived = Keyed([.. pairs, JwtKey.Generate(JwtAlgorithm.HS256)]);
        await using var secret = Keyed([key], Secret('r'));

        Published(derived).Should().Equal(pairs.Select(static pair => pair.Kid));
        Published(secret).Should().Equal(key.Kid);
        HeaderOf(secret.Jwt.CreateRefreshToken("alice")).Kid.Should().HaveLength(16).And.NotBe(key.Kid);
    }

    private static string Secret(char letter) => "base64:" + Convert.ToBase64String(Enumerable.Repeat((byte)letter, 40).ToArray());

    private static TestService Keyed(params JwtKey[] keys) => Keyed(keys, []);

    private static TestService Keyed(JwtKey[] keys, params string[] secrets) => new(
        cfg =>
        {
            foreach (var key in keys)
                cfg.Keys.Add(key);
            foreach (var secret in secrets)
                cfg.Keys.RefreshSecrets.Add(secret);
        },
        static builder => builder.Configuration["Jwt:SecretKey"] = null);

    private static async Task<TokenPair> IssueAsync(JwtKey key, params string[] secrets)
    {
        await using var service = Keyed([key], secrets);
        return service.Jwt.CreateTokenPair("alice");
    }

    private static IEnumerable<FakeLogRecord> Warnings(TestService service) => service.Services.GetFakeLogCollector().GetSnapshot();

    private static IEnumerable<string> Published(TestService service) =>
        JsonNode.Parse(service.Jwt.Keys.Published.Document.Json)!["keys"]!.AsArray().Select(static key => key!["kid"]!.GetValue<string>());

    private static (string Kid, string Alg) HeaderOf(string token)
    {
        var header = JsonNode.Parse(TokenForge.DecodePart(token, 0))!;
        return (header["kid"]!.GetValue<string>(), header["alg"]!.GetValue<string>());
    }
}
