using System.Security.Cryptography;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>Keys that change in their file. Files are looked at every four seconds: each test waits for that once.</summary>
public sealed class KeyFileTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_changed_file_brings_its_new_key_without_a_restart()
    {
        using var file = new TemporaryFile(TestKeys.EcPem(ECCurve.NamedCurves.nistP256));
        await using var app = await StartAsync(file.Path, configure: static cfg => cfg.Keys.KeepReplaced = false);
        var (first, token) = (app.Jwt.Keys.Signing, app.Jwt.CreateAccessToken("alice"));

        file.Write(TestKeys.EcPem(ECCurve.NamedCurves.nistP384));
        await app.WaitForLogAsync("Reloaded the keys", Patience);

        app.Jwt.Keys.Signing.Algorithm.Should().Be(JwtAlgorithm.ES384);
        app.Jwt.Keys.Verifying.Should().ContainSingle().Which.Should().NotBe(first);
        app.Jwt.TryRead(token, out _, out _).Should().BeFalse("its key is gone");
        app.Jwt.TryRead(app.Jwt.CreateAccessToken("alice"), out _, out _).Should().BeTrue();
    }

    [Test]
    public async Task A_file_that_is_broken_keeps_the_old_key()
    {
        using var file = new TemporaryFile(TestKeys.EcPem(ECCurve.NamedCurves.nistP256));
        await using var app = await StartAsync(file.Path);
        var (first, token) = (app.Jwt.Keys.Signing, app.Jwt.CreateAccessToken("alice"));

        file.Write("-----BEGIN NOTHING-----");
        await app.WaitForLogAsync("Kept the old keys", Patience);

        app.Jwt.Keys.Signing.Should().BeSameAs(first);
        app.Jwt.TryRead(token, out _, out _).Should().BeTrue();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "A link needs a privilege there.")]
    public async Task A_mounted_secret_that_is_replaced_through_its_links_brings_its_new_key()
    {
        using var folder = new TemporaryFolder();
        Publish(folder.Path, "..v1", TestKeys.EcPem(ECCurve.NamedCurves.nistP256));
        var path = Path.Combine(folder.Path, "key.pem");
        File.CreateSymbolicLink(path, Path.Combine("..data", "key.pem"));
        await using var app = await StartAsync(path, configure: static cfg => cfg.Keys.KeepReplaced = false);
        app.Jwt.Keys.Signing.Algorithm.Should().Be(JwtAlgorithm.ES256);

        Publish(folder.Path, "..v2", TestKeys.EcPem(ECCurve.NamedCurves.nistP384));
        await app.WaitForLogAsync("Reloaded the keys", Patience);

        app.Jwt.Keys.Signing.Algorithm.Should().Be(JwtAlgorithm.ES384);
    }

    [Test]
    public async Task A_file_that_changes_while_the_app_starts_brings_its_new_key()
    {
        using var file = new TemporaryFile(TestKeys.EcPem(ECCurve.NamedCurves.nistP256));

        await using var app = await StartAsync(
            file.Path,
            () => file.Write(TestKeys.EcPem(ECCurve.NamedCurves.nistP384)),
            static cfg => cfg.Keys.KeepReplaced = false);

        app.Jwt.Keys.Signing.Algorithm.Should().Be(JwtAlgorithm.ES384);
        app.Jwt.TryRead(app.Jwt.CreateAccessToken("alice"), out _, out _).Should().BeTrue();
    }

    [Test]
    public async Task A_file_whose_private_key_is_replaced_by_its_public_key_warns_of_the_sessions_that_end()
    {
        var pem = TestKeys.EcPem(ECCurve.NamedCurves.nistP256);
        using var file = new TemporaryFile(pem);
        await using var app = await TestApp.StartAsync(_ => { }, cfg =>
        {
            cfg.Keys.AddPemFile(file.Path);
            cfg.Keys.KeepReplaced = false;
        });
        var (kid, refresh) = (app.Jwt.Keys.Verifying[1].Kid, app.Jwt.CreateRefreshToken("alice"));

        file.Write(TestKeys.PublicPem(pem));
        await app.WaitForLogAsync($"The key '{kid}' has no private part", Patience);

        app.Jwt.TryRead(refresh, out _, out _, TokenType.Refresh).Should().BeTrue("the secret of the app signed it");
    }

    private static Task<TestApp> StartAsync(
        string path, Action? afterKeysAreRead = null, Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        _ => afterKeysAreRead?.Invoke(),
        cfg =>
        {
            cfg.Keys.AddPemFile(path);
            configure?.Invoke(cfg);
        },
        static builder => builder.Configuration["Jwt:SecretKey"] = null);

    // As Kubernetes mounts a secret: the file is a link through "..data", which is another link that is replaced.
    private static void Publish(string mount, string version, string pem)
    {
        var (data, next) = (Path.Combine(mount, "..data"), Path.Combine(mount, "..data_tmp"));
        Directory.CreateDirectory(Path.Combine(mount, version));
        File.WriteAllText(Path.Combine(mount, version, "key.pem"), pem);
        File.CreateSymbolicLink(next, version);
        if (Directory.Exists(data))
            File.Delete(data);
        Directory.Move(next, data);
    }
}
