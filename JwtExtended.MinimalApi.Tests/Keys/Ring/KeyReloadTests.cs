using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>Keys that change in the configuration.</summary>
public sealed class KeyReloadTests
{
    private const int Reloaded = 4;
    private const int KeptOld = 5;

    [Test]
    public void A_key_whose_private_part_is_taken_away_stays_the_same_key()
    {
        using var rsa = RSA.Create(2048);
        var (both, only) = (JwtKey.FromPem(rsa.ExportPkcs8PrivateKeyPem()), JwtKey.FromPem(rsa.ExportSubjectPublicKeyInfoPem()));
        var (next, other) = (JwtKey.Generate(JwtAlgorithm.RS256), JwtKey.Generate(JwtAlgorithm.RS256));
        var keys = new KeySet(next, [next, only], []);

        (keys.Holds(both), keys.Holds(other), keys.Holds(null)).Should().Be((true, false, false));
        keys.FindByFingerprint(both.Fingerprint).Should().BeSameAs(only);
    }

    [Test]
    public async Task A_changed_secret_of_the_configuration_counts_at_once_and_what_the_lambda_set_stays()
    {
        await using var app = await TestApp.StartAsync(_ => { }, Forgets);
        await using var coded = await TestApp.StartAsync(_ => { }, cfg => cfg.SecretKey = TestKeys.SecretText('c', 32));
        var (token, codedToken) = (app.Jwt.CreateAccessToken("alice"), coded.Jwt.CreateAccessToken("alice"));

        Change(app, TestKeys.SecretText('x', 40));
        Change(coded, TestKeys.SecretText('x', 40));

        app.Jwt.TryRead(token, out _, out _).Should().BeFalse();
        app.Jwt.TryRead(app.Jwt.CreateAccessToken("alice"), out _, out _).Should().BeTrue();
        coded.Jwt.TryRead(codedToken, out _, out _).Should().BeTrue("the lambda wins over the configuration");
    }

    [TestCase(nameof(JwtOptions.PrivateKey))]
    [TestCase(nameof(JwtOptions.PublicKey))]
    public async Task A_changed_key_of_a_pair_counts_at_once_and_what_the_lambda_set_stays(string option)
    {
        var (first, second) = (TestKeys.EcPem(ECCurve.NamedCurves.nistP256), TestKeys.EcPem(ECCurve.NamedCurves.nistP384));
        await using var app = await StartWithoutSecretAsync(Forgets, (option, TextOf(option, first)));
        await using var coded = await StartWithoutSecretAsync(cfg => SetKey(cfg, option, TextOf(option, first)));
        var (token, next) = (await IssueAsync(first), await IssueAsync(second));
        Reads(app, token).Should().BeTrue();

        Change(app, $"Jwt:{option}", TextOf(option, second));
        Change(coded, $"Jwt:{option}", TextOf(option, second));

        (Reads(app, token), Reads(app, next)).Should().Be((false, true));
        (Reads(coded, token), Reads(coded, next)).Should().Be((true, false), "the lambda wins over the configuration");
    }

    [Test]
    public async Task A_reload_is_logged_with_the_key_that_signs()
    {
        await using var app = await TestApp.StartAsync(_ => { }, Forgets);

        Change(app, TestKeys.SecretText('x', 40));

        ReloadLogs(app).Should().Equal((Reloaded, $"Reloaded the keys: 1 verify, '{app.Jwt.Keys.Signing.Kid}' signs"));
    }

    [Test]
    public async Task The_same_secret_in_another_form_is_no_change_and_is_not_logged()
    {
        var secret = TestKeys.SecretText('x', 40);
        await using var app = await TestApp.StartAsync(_ => { }, build: builder => builder.Configuration["Jwt:SecretKey"] = secret);
        var signing = app.Jwt.Keys.Signing;

        Change(app, "base64:" + Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));

        app.Jwt.Keys.Signing.Should().BeSameAs(signing);
        ReloadLogs(app).Should().BeEmpty();
        Change(app, TestKeys.SecretText('y', 40));
        ReloadLogs(app).Should().ContainSingle();
    }

    [Test]
    public async Task A_private_key_that_is_removed_stays_unless_another_one_can_sign()
    {
        var pem = TestKeys.EcPem(ECCurve.NamedCurves.nistP256);
        (string, string)[] pair = [(nameof(JwtOptions.PrivateKey), pem), (nameof(JwtOptions.PublicKey), TestKeys.PublicPem(pem))];
        var other = JwtKey.Generate(JwtAlgorithm.ES256);
        await using var alone = await StartWithoutSecretAsync(pair);
        await using var beside = await StartWithoutSecretAsync(cfg => cfg.Keys.Add(other), pair);

        Change(alone, "Jwt:PrivateKey", null);
        Change(beside, "Jwt:PrivateKey", null);

        Reads(alone, alone.Jwt.CreateAccessToken("alice")).Should().BeTrue();
        ReloadLogs(alone).Should().ContainSingle().Which.Should()
            .Be((KeptOld, "Kept the old keys, the changed ones cannot be used: No key would remain that can sign."));
        beside.Jwt.Keys.Signing.Should().BeSameAs(other);
        ReloadLogs(beside).Should().ContainSingle().Which.Id.Should().Be(Reloaded);
    }

    [TestCase("short", "*SecretKey is 5 bytes long*")]
    [TestCase("", "*The configured key was removed*")]
    public async Task A_secret_that_cannot_be_used_keeps_the_old_one(string secret, string reason)
    {
        await using var app = await TestApp.StartAsync(_ => { }, Forgets);
        var token = app.Jwt.CreateAccessToken("alice");

        Change(app, secret);

        app.Jwt.TryRead(token, out _, out _).Should().BeTrue();
        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == KeptOld).Which.Message.Should().Match(reason);
        Change(app, TestKeys.SecretText('x', 40));
        app.Jwt.TryRead(token, out _, out _).Should().BeFalse("the next one can be used");
    }

    [Test]
    public async Task Keys_that_did_not_change_stay_the_same_objects_and_a_retired_one_stays_away()
    {
        using var file = new TemporaryFile(TestKeys.EcPem(ECCurve.NamedCurves.nistP256));
        await using var app = await TestApp.StartAsync(_ => { }, cfg =>
        {
            cfg.Keys.AddPemFile(file.Path);
            Forgets(cfg);
        });
        var fromFile = app.Jwt.Keys.Verifying[1];
        var added = JwtKey.Generate(JwtAlgorithm.HS256);
        app.Jwt.Keys.Add(added);
        app.Jwt.Keys.Promote(added.Kid);

        Change(app, TestKeys.SecretText('x', 40));
        app.Jwt.Keys.Verifying.Skip(1).Should().Equal(fromFile, added);
        app.Jwt.Keys.Signing.Should().BeSameAs(added, "it was promoted");
        app.Jwt.Keys.Retire(fromFile.Kid);
        Change(app, TestKeys.SecretText('y', 40));

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

        app.Logs.GetSnapshot().Where(static log => log.Id.Id == KeptOld).Select(static log => log.Message).Should().SatisfyRespectively(
            static first => first.Should().Contain("Keys.RefreshSecrets were removed"),
            static second => second.Should().Contain("Keys.RefreshSecrets[0] is 5 bytes long"));
    }

    [Test]
    public async Task An_app_that_has_stopped_follows_no_change()
    {
        await using var app = await TestApp.StartAsync(_ => { }, Forgets);
        var first = app.Jwt.Keys.Signing;

        Change(app, TestKeys.SecretText('x', 40));
        var second = app.Jwt.Keys.Signing;
        await app.App.StopAsync();
        Change(app, TestKeys.SecretText('y', 40));

        second.Should().NotBe(first);
        app.Jwt.Keys.Signing.Should().BeSameAs(second);
    }

    [Test]
    public async Task Nothing_is_followed_where_that_is_off()
    {
        await using var app = await TestApp.StartAsync(_ => { }, cfg => cfg.Keys.ReloadOnChange = false);
        var token = app.Jwt.CreateAccessToken("alice");

        Change(app, TestKeys.SecretText('x', 40));

        app.Jwt.TryRead(token, out _, out _).Should().BeTrue();
    }

    private static void Forgets(JwtOptions options) => options.Keys.KeepReplaced = false;

    private static Task<TestApp> StartWithoutSecretAsync(params (string Option, string Value)[] values) =>
        StartWithoutSecretAsync(static _ => { }, values);

    private static Task<TestApp> StartWithoutSecretAsync(
        Action<JwtOptions> configure, params (string Option, string Value)[] values) =>
        TestApp.StartAsync(static _ => { }, configure, builder =>
        {
            builder.Configuration["Jwt:SecretKey"] = null;
            foreach (var (option, value) in values)
                builder.Configuration[$"Jwt:{option}"] = value;
        });

    private static string TextOf(string option, string pem) => option == nameof(JwtOptions.PublicKey) ? TestKeys.PublicPem(pem) : pem;

    private static void SetKey(JwtOptions options, string option, string value)
    {
        if (option == nameof(JwtOptions.PublicKey))
            options.PublicKey = value;
        else
            options.PrivateKey = value;
    }

    private static async Task<string> IssueAsync(string pem)
    {
        await using var service = new TestService(
            cfg => cfg.PrivateKey = pem, static builder => builder.Configuration["Jwt:SecretKey"] = null);
        return service.Jwt.CreateAccessToken("alice");
    }

    private static bool Reads(TestApp app, string token) => app.Jwt.TryRead(token, out _, out _);

    private static IEnumerable<(int Id, string Message)> ReloadLogs(TestApp app) => app.Logs.GetSnapshot()
        .Where(static log => log.Id.Id is Reloaded or KeptOld && log.Category == "JwtExtended.MinimalApi")
        .Select(static log => (log.Id.Id, log.Message));

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

    private static string RefreshSecret(char letter) => TestKeys.SecretText(letter);

    private static bool ReadsRefresh(TestApp app, string refresh) => app.Jwt.TryRead(refresh, out _, out _, TokenType.Refresh);
}
