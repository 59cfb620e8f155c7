using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JwtExtended.MinimalApi.Tests.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>
/// Key files that tools replace in place. Files are looked at every four seconds: each test waits for that once or twice.
/// </summary>
public sealed class ReplacedFileTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _pems = [.. Enumerable.Range(0, 3).Select(_ => TestKeys.EcPem(ECCurve.NamedCurves.nistP256))];

    private string KeyFile => Path.Combine(_folder.Path, "tls.key");

    public void Dispose() => _folder.Dispose();

    [Test]
    [Platform(Exclude = "Win", Reason = "A link needs a privilege there.")]
    public async Task A_secret_of_Kubernetes_that_is_swapped_signs_nobody_out_and_the_pod_may_restart()
    {
        PublishVersion("..2026_01", _pems[0]);
        File.CreateSymbolicLink(KeyFile, Path.Combine("..data", "tls.key"));
        (string Access, string Refresh) first, second;
        await using (var app = await StartAsync())
        {
            first = Issue(app);
            await ReplaceAsync(app, () => PublishVersion("..2026_02", _pems[1]));
            second = Issue(app);
            await ReplaceAsync(app, () => PublishVersion("..2026_03", _pems[2]));
            AssertReads(app, first, second, Issue(app));
        }

        await using var restarted = await StartAsync();

        AssertReads(restarted, first, second);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "A link needs a privilege there.")]
    public async Task A_secret_that_is_mounted_read_only_is_kept_in_the_store_that_processes_share()
    {
        using var file = new SqliteFile();
        PublishVersion("..2026_01", _pems[0]);
        File.CreateSymbolicLink(KeyFile, Path.Combine("..data", "tls.key"));
        void UseStore(JwtOptions options) =>
            options.Revocation.UseEntityFrameworkCore(database => database.UseSqlite(file.Connection), createTables: true);
        (string Access, string Refresh) tokens;
        await using (var app = await StartAsync(UseStore))
        {
            tokens = Issue(app);
            await ReplaceAsync(app, () => PublishVersion("..2026_02", _pems[1]));
        }

        Directory.Exists(Path.Combine(_folder.Path, ".jwt-extended")).Should().BeFalse("the store is there for it");
        await using var restarted = await StartAsync(UseStore);
        await using var alone = await StartAsync();

        AssertReads(restarted, tokens);
        alone.Jwt.TryRead(tokens.Access, out _, out _).Should().BeFalse("it does not know the store");
    }

    [Test]
    public async Task A_certificate_that_is_renewed_with_a_new_key_signs_nobody_out()
    {
        WriteCertificate(first: true);
        (string Access, string Refresh) tokens;
        await using (var app = await StartAsync())
        {
            app.Jwt.Keys.Signing.Algorithm.Should().Be(JwtAlgorithm.RS256);
            tokens = Issue(app);
            await ReplaceAsync(app, () => WriteCertificate(first: false));
            AssertReads(app, tokens, Issue(app));
        }

        await using var restarted = await StartAsync();

        AssertReads(restarted, tokens);
    }

    [Test]
    public async Task A_file_that_is_truncated_and_written_keeps_the_old_key_in_between_and_after()
    {
        await File.WriteAllTextAsync(KeyFile, _pems[0]);
        await using var app = await StartAsync();
        var (kid, tokens) = (app.Jwt.Keys.Signing.Kid, Issue(app));

        await File.WriteAllTextAsync(KeyFile, _pems[1][..60]);
        await app.WaitForLogAsync("Kept the old keys", Patience);
        app.Jwt.Keys.Signing.Kid.Should().Be(kid);
        AssertReads(app, tokens, Issue(app));
        await ReplaceAsync(app, () => File.WriteAllText(KeyFile, _pems[1]));

        app.Time.AdjustTime(app.Time.GetUtcNow() + TimeSpan.FromMinutes(10));
        app.Jwt.Keys.Signing.Kid.Should().NotBe(kid);
        AssertReads(app, tokens, Issue(app));
    }

    [Test]
    public async Task A_private_key_that_gives_way_to_its_public_part_keeps_its_sessions()
    {
        var signer = Path.Combine(_folder.Path, "signs.key");
        await File.WriteAllTextAsync(KeyFile, _pems[0]);
        await File.WriteAllTextAsync(signer, _pems[1]);
        (string Access, string Refresh) tokens;
        await using (var app = await StartAsync(cfg => cfg.Keys.AddPemFile(signer)))
        {
            tokens = Issue(app);
            await ReplaceAsync(app, () => File.WriteAllText(KeyFile, TestKeys.PublicPem(_pems[0])));
            app.Jwt.Keys.Verifying.Should().HaveCount(2);
            AssertReads(app, tokens, Issue(app));
        }

        await using var restarted = await StartAsync(cfg => cfg.Keys.AddPemFile(signer));

        AssertReads(restarted, tokens);
    }

    private static (string Access, string Refresh) Issue(TestApp app) =>
        (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));

    private static void AssertReads(TestApp app, params (string Access, string Refresh)[] tokens)
    {
        foreach (var (access, refresh) in tokens)
        {
            app.Jwt.TryRead(access, out _, out var error).Should().BeTrue("it was refused as {0}", error?.Code);
            app.Jwt.TryRead(refresh, out _, out error, TokenType.Refresh).Should().BeTrue("it was refused as {0}", error?.Code);
        }
    }

    private static async Task ReplaceAsync(TestApp app, Action replace)
    {
        app.Logs.Clear();
        replace();
        await app.WaitForLogAsync("continues to verify until", Patience);
    }

    private Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        _ => { },
        cfg =>
        {
            cfg.Keys.AddPemFile(KeyFile);
            configure?.Invoke(cfg);
        },
        static builder => builder.Configuration["Jwt:SecretKey"] = null);

    // As the kubelet does: a folder for each version, and a link to the current one that is renamed over the last.
    private void PublishVersion(string version, string pem)
    {
        var (data, next) = (Path.Combine(_folder.Path, "..data"), Path.Combine(_folder.Path, "..data_tmp"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, version));
        File.WriteAllText(Path.Combine(_folder.Path, version, "tls.key"), pem);
        File.CreateSymbolicLink(next, version);
        if (Directory.Exists(data))
            File.Delete(data);
        Directory.Move(next, data);
    }

    // As cert-manager does with a key of its default kind: key and certificate are written anew.
    private void WriteCertificate(bool first)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=api.example.com", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TestApp.Start, TestApp.Start.AddDays(first ? 90 : 180));
        File.WriteAllText(Path.Combine(_folder.Path, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, rsa.ExportRSAPrivateKeyPem());
    }
}
