using System.Net;
using JwtExtended.MinimalApi.Tests.Interop;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Net.Pkcs11Interop.Common;

namespace JwtExtended.MinimalApi.Tests.Keys.External;

/// <summary>Keys that were made in a hardware token, of which SoftHSM is the software, and that cannot leave it.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class SoftHsmTests
{
    private static SoftHsm _hsm = null!;

    [OneTimeSetUp]
    public static async Task StartAsync() => _hsm = await SoftHsm.StartAsync();

    [OneTimeTearDown]
    public static void Stop() => _hsm.Dispose();

    [Test]
    public async Task An_RSA_key_in_the_token_signs_sessions()
    {
        using var key = new HsmRsa(_hsm);
        await using var app = await StartAsync(JwtKey.FromRsa(key));

        var pair = await app.Jwt.StartSessionAsync("alice");
        var (access, _) = await app.RefreshedAsync(pair.RefreshToken);

        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        await ShouldBeVerifiedByOthersAsync(JwtKey.FromRsa(key));
        _hsm.Session.GetAttributeValue(key.PrivateKey, [CKA.CKA_PRIVATE_EXPONENT])[0].CannotBeRead
            .Should().BeTrue("it never leaves the token");
    }

    [Test]
    public async Task An_EC_key_in_the_token_signs_for_those_who_wait()
    {
        var key = JwtKey.FromSigner(new HsmSigner(_hsm));
        await using var app = await StartAsync(key);

        var pair = await app.Jwt.StartSessionAsync("alice");
        var (access, _) = await app.RefreshedAsync(pair.RefreshToken);

        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        await ShouldBeVerifiedByOthersAsync(key);
    }

    [Test]
    public async Task Thirty_two_threads_sign_with_one_session_of_the_token()
    {
        using var key = new HsmRsa(_hsm);
        await using var app = await StartAsync(JwtKey.FromRsa(key));

        var tokens = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => app.Jwt.CreateAccessToken($"user{i}"))));

        tokens.Select(token => app.ReadToken(token).Identity).Should().Equal(Enumerable.Range(0, 32).Select(static i => $"user{i}"));
    }

    private static async Task ShouldBeVerifiedByOthersAsync(JwtKey key)
    {
        await using var issuer = await IssuerApp.StartAsync([key], TimeProvider.System.GetUtcNow());
        await using var service = await BearerService.StartAsync(issuer.Issuer());
        var access = await issuer.Jwt.CreateAccessTokenAsync("alice");

        (await service.RequestAsync(access)).Should().Be((HttpStatusCode.OK, "alice"));
        (await service.RequestAsync(TokenChange.Signature(access))).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static Task<TestApp> StartAsync(JwtKey key) => SessionClient.StartAsync(
        cfg =>
        {
            cfg.Keys.Add(key);
            cfg.Keys.RefreshSecrets.Add(TestKeys.Secret);
        },
        static builder => builder.Configuration["Jwt:SecretKey"] = null);
}
