using System.Security.Cryptography;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>Keys that change in their file or in the configuration.</summary>
public sealed class KeyReloadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_changed_file_brings_its_new_key_without_a_restart_and_a_broken_one_keeps_the_old()
    {
        using var file = new TemporaryFile(TestKeys.EcPem(ECCurve.NamedCurves.nistP256));
        await using var app = await TestApp.StartAsync(
            _ => { }, cfg => cfg.Keys.AddPemFile(file.Path), builder => builder.Configuration["Jwt:SecretKey"] = null);
        var (first, token) = (app.Jwt.Keys.Signing, app.Jwt.CreateAccessToken("alice"));

        file.Write("-----BEGIN NOTHING-----");
        await app.WaitForLogAsync("Kept the old keys", Patience);
        app.Jwt.TryRead(token, out _, out _).Should().BeTrue("the old keys stay");

        file.Write(TestKeys.EcPem(ECCurve.NamedCurves.nistP384));
        await app.WaitForLogAsync("Reloaded the keys", Patience);
        app.Jwt.Keys.Signing.Algorithm.Should().Be(JwtAlgorithm.ES384);
        app.Jwt.Keys.Verifying.Should().ContainSingle().Which.Should().NotBe(first);
        app.Jwt.TryRead(token, out _, out _).Should().BeFalse("its key is gone");
        app.Jwt.TryRead(app.Jwt.CreateAccessToken("alice"), out _, out _).Should().BeTrue();
    }

    [Test]
    public async Task A_changed_secret_of_the_configuration_counts_at_once_and_what_the_lambda_set_stays()
    {
        await using var app = await TestApp.StartAsync(_ => { });
        await using var coded = await TestApp.StartAsync(_ => { }, cfg => cfg.SecretKey = new string('c', 32));
        var (token, codedToken) = (app.Jwt.CreateAccessToken("alice"), coded.Jwt.CreateAccessToken("alice"));

        Change(app, new string('x', 40));
        Change(coded, new string('x', 40));

        app.Jwt.TryRead(token, out _, out _).Should().BeFalse();
        app.Jwt.TryRead(app.Jwt.CreateAccessToken("alice"), out _, out _).Should().BeTrue();
        coded.Jwt.TryRead(codedToken, out _, out _).Should().BeTrue("the lambda wins over the configuration");
    }

    [TestCase("short", "*SecretKey is 5 bytes long*")]
    [TestCase("", "*The configured key was removed*")]
    public async Task A_secret_that_cannot_be_used_keeps_the_old_one(string secret, string reason)
    {
        await using var app = await TestApp.StartAsync(_ => { });
        var token = app.Jwt.CreateAccessToken("alice");

        Change(app, secret);

        app.Jwt.TryRead(token, out _, out _).Should().BeTrue();
        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 5).Which.Message.Should().Match(reason);
    }

    [Test]
    public async Task Keys_that_did_not_change_stay_the_same_objects_and_a_retired_one_stays_away()
    {
        using var file = new TemporaryFile(TestKeys.EcPem(ECCurve.NamedCurves.nistP256));
        await using var app = await TestApp.StartAsync(_ => { }, cfg => cfg.Keys.AddPemFile(file.Path));
        var fromFile = app.Jwt.Keys.Verifying[1];
        var added = JwtKey.Generate(JwtAlgorithm.HS256);
        app.Jwt.Keys.Add(added);
        app.Jwt.Keys.Promote(added.Kid);

        Change(app, new string('x', 40));
        app.Jwt.Keys.Verifying.Skip(1).Should().Equal(fromFile, added);
        app.Jwt.Keys.Signing.Should().BeSameAs(added, "it was promoted");
        app.Jwt.Keys.Retire(fromFile.Kid);
        Change(app, new string('y', 40));

        app.Jwt.Keys.Verifying.Should().NotContain(key => key.Kid == fromFile.Kid);
    }

    [Test]
    public async Task Changed_refresh_secrets_count_at_once_and_those_that_the_lambda_set_stay()
    {
        await using var app = await TestApp.StartAsync(_ => { }, build: static builder => SetRefreshSecrets(builder.Configuration, 'a'));
        await using var coded = await TestApp.StartAsync(_ => { }, static cfg => cfg.Keys.RefreshSecrets.Add(RefreshSecret('a')));
        var (refresh, codedRefresh) = (app.Jwt.CreateRefreshToken("alice"), coded.Jwt.CreateRefreshToken("alice"));

        ChangeRefreshSecrets(app, 'b', 'a');
        ReadsRefresh(app, refresh).Should().BeTrue("its secret is listed second");
        ChangeRefreshSecrets(app, 'b');
        ChangeRefreshSecrets(coded, 'b');

        ReadsRefresh(app, refresh).Should().BeFalse("its secret is not listed any more");
        ReadsRefresh(app, app.Jwt.CreateRefreshToken("alice")).Should().BeTrue();
        ReadsRefresh(coded, codedRefresh).Should().BeTrue("the lambda wins over the configuration");
    }

    [Test]
    public async Task Refresh_secrets_that_are_removed_or_unusable_stay_as_they_were()
    {
        await using var app = await TestApp.StartAsync(_ => { }, build: static builder => SetRefreshSecrets(builder.Configuration, 'a'));
        var refresh = app.Jwt.CreateRefreshToken("alice");

        ChangeRefreshSecrets(app);
        ReadsRefresh(app, refresh).Should().BeTrue();
        Change(app, "Jwt:Keys:RefreshSecrets:0", "short");
        ReadsRefresh(app, refresh).Should().BeTrue();

        app.Logs.GetSnapshot().Where(static log => log.Id.Id == 5).Select(static log => log.Message).Should().SatisfyRespectively(
            static first => first.Should().Contain("Keys.RefreshSecrets were removed"),
            static second => second.Should().Contain("Keys.RefreshSecrets[0] is 5 bytes long"));
    }

    [Test]
    public async Task A_file_whose_private_key_is_replaced_by_its_public_key_warns_of_the_sessions_that_end()
    {
        var pem = TestKeys.EcPem(ECCurve.NamedCurves.nistP256);
        using var file = new TemporaryFile(pem);
        await using var app = await TestApp.StartAsync(_ => { }, cfg => cfg.Keys.AddPemFile(file.Path));
        var (kid, refresh) = (app.Jwt.Keys.Verifying[1].Kid, app.Jwt.CreateRefreshToken("alice"));

        file.Write(TestKeys.PublicPem(pem));
        await app.WaitForLogAsync($"The key '{kid}' has no private part", Patience);

        ReadsRefresh(app, refresh).Should().BeTrue("the secret of the app signed it");
    }

    [Test]
    public async Task Nothing_is_followed_where_that_is_off()
    {
        await using var app = await TestApp.StartAsync(_ => { }, cfg => cfg.Keys.ReloadOnChange = false);
        var token = app.Jwt.CreateAccessToken("alice");

        Change(app, new string('x', 40));

        app.Jwt.TryRead(token, out _, out _).Should().BeTrue();
    }

    private static void Change(TestApp app, string secret) => Change(app, "Jwt:SecretKey", secret);

    private static void Change(TestApp app, string key, string? value)
    {
        var configuration = (IConfigurationRoot)app.App.Services.GetRequiredService<IConfiguration>();
        configuration[key] = value;
        configuration.Reload();
    }

    private static void ChangeRefreshSecrets(TestApp app, params char[] secrets)
    {
        var configuration = (IConfigurationRoot)app.App.Services.GetRequiredService<IConfiguration>();
        SetRefreshSecrets(configuration, secrets);
        configuration.Reload();
    }

    private static void SetRefreshSecrets(IConfiguration configuration, params char[] secrets)
    {
        for (var i = 0; i < 2; i++)
            configuration[$"Jwt:Keys:RefreshSecrets:{i}"] = i < secrets.Length ? RefreshSecret(secrets[i]) : null;
    }

    private static string RefreshSecret(char letter) => new(letter, 32);

    private static bool ReadsRefresh(TestApp app, string refresh) => app.Jwt.TryRead(refresh, out _, out _, TokenType.Refresh);
}
