using System.Net;
using System.Security.Cryptography;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Net.Pkcs11Interop.Common;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Keys that were generated within a token of SoftHSM and never leave it, by PKCS#11.</summary>
[Category("Engine")]
[NonParallelizable]
public sealed class HardwareKeyTests
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string P384 = "1.3.132.0.34";

    private static SoftHsm _hsm = null!;

    [OneTimeSetUp]
    public static async Task StartAsync() => _hsm = await SoftHsm.StartAsync();

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        if (_hsm is not null)
            await _hsm.DisposeAsync();
    }

    [TestCase(JwtAlgorithm.RS256)]
    [TestCase(JwtAlgorithm.RS512)]
    [TestCase(JwtAlgorithm.PS256)]
    [TestCase(JwtAlgorithm.PS384)]
    public async Task An_RSA_key_of_a_token_signs_what_this_app_and_JwtBearer_accept(JwtAlgorithm algorithm)
    {
        using var key = _hsm.GenerateRsa(2048);
        using var rsa = new HsmRsa(key);

        await IssuesAsync(JwtKey.FromRsa(rsa, algorithm), algorithm);

        key.IsExtractable(CKA.CKA_PRIVATE_EXPONENT).Should().BeFalse();
    }

    [TestCase(P256, "nistP256", 256, JwtAlgorithm.ES256)]
    [TestCase(P384, "nistP384", 384, JwtAlgorithm.ES384)]
    public async Task An_EC_key_of_a_token_signs_what_this_app_and_JwtBearer_accept(
        string oid, string curve, int bits, JwtAlgorithm algorithm)
    {
        using var key = _hsm.GenerateEc(oid);
        using var ec = new HsmEcdsa(key, ECCurve.CreateFromFriendlyName(curve), bits);

        await IssuesAsync(JwtKey.FromECDsa(ec), algorithm);

        key.IsExtractable(CKA.CKA_VALUE).Should().BeFalse();
    }

    [Test]
    public async Task A_signer_over_a_token_signs_what_this_app_and_JwtBearer_accept()
    {
        using var key = _hsm.GenerateEc(P256);
        using var signer = new HsmSigner(key);

        await IssuesAsync(JwtKey.FromSigner(signer), JwtAlgorithm.ES256);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Concurrent_requests_share_a_session_of_the_token(bool remote)
    {
        using var key = _hsm.GenerateEc(P256);
        using var signer = new HsmSigner(key);
        using var ec = new HsmEcdsa(key, ECCurve.NamedCurves.nistP256, 256);
        await using var service = new TestService(
            cfg => cfg.Keys.Add(remote ? JwtKey.FromSigner(signer) : JwtKey.FromECDsa(ec)),
            static builder => builder.Configuration["Jwt:SecretKey"] = null);

        string[] users = [.. Enumerable.Range(0, 40).Select(static i => $"user-{i}")];

        var tokens = await Task.WhenAll(users.Select(user => Task.Run(() => service.Jwt.CreateAccessTokenAsync(user).AsTask())));

        tokens.Select(token => service.Read(token).Identity).Should().Equal(users);
    }

    [Test]
    public async Task A_session_goes_on_by_its_refresh_secret()
    {
        using var key = _hsm.GenerateRsa(2048);
        using var rsa = new HsmRsa(key);
        await using var app = await SessionClient.StartAsync(
            cfg =>
            {
                cfg.Keys.Add(JwtKey.FromRsa(rsa));
                cfg.Keys.RefreshSecrets.Add(TestKeys.SecretText('h'));
            },
            static builder => builder.Configuration["Jwt:SecretKey"] = null);

        var renewed = await app.RefreshedAsync(app.Jwt.CreateTokenPair("alice").RefreshToken);

        (await app.GetAsync("/me", renewed.Access)).Should().BeOk("alice");
    }

    private static async Task IssuesAsync(JwtKey key, JwtAlgorithm algorithm)
    {
        await using var issuer = await IssuerApp.StartAsync([key], TimeProvider.System.GetUtcNow());
        await using var service = await BearerService.StartAsync(issuer.Issuer());

        var token = await issuer.Jwt.CreateAccessTokenAsync("alice");

        key.Algorithm.Should().Be(algorithm);
        issuer.ReadToken(token).Kid.Should().Be(key.Kid);
        (await service.RequestAsync(token)).Should().Be((HttpStatusCode.OK, "alice"));
        (await service.RequestAsync(token[..^8] + "AAAAAAAA")).Status.Should().Be(HttpStatusCode.Unauthorized);
    }
}
