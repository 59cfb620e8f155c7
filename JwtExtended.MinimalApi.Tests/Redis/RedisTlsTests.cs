using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Journeys;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using JwtExtended.MinimalApi.Tests.Support.Peers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>A Redis with TLS is used if its certificate is trusted and for its name; otherwise the log has the reason.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisTlsTests
{
    private const string Name = "localhost";
    private const string Address = "127.0.0.1";
    private const string Untrusted = "UntrustedRoot";
    private const string OtherName = "RemoteCertificateNameMismatch";
    // All that is said where the client decides instead of the runtime.
    private const string Rejected = "rejected by the provided RemoteCertificateValidationCallback";

    // The file that OpenSSL, and with it the runtime, trusts.
    private const string TrustedFile = "SSL_CERT_FILE";

    private readonly int _port = EngineProcess.FreePort();

    [TestCase(Name, Name, true, null)]
    [TestCase(Address, Address, true, null)]
    [TestCase(Name, Name, false, Untrusted)]
    [TestCase(Address, Name, true, OtherName)]
    [TestCase(Name, Address, true, OtherName)]
    public async Task A_URL_needs_a_certificate_that_the_system_trusts_for_the_host_of_the_URL(
        string host, string certificateHost, bool isTrusted, string? reason)
    {
        using var files = new TlsFiles(certificateHost);
        await using var server = await RedisServer.StartAsync(files.RedisSettings(_port));
        var variables = new Dictionary<string, string>();
        if (isTrusted)
            variables[TrustedFile] = files.Authority;

        await using var app = await ExampleProcess.StartPeerAsync(
            AppPeer.Redis,
            $"rediss://{host}:{_port}",
            new PeerSettings { Variables = variables },
            "--preventHostingStartup", "true", "--Logging:LogLevel:Default", "Error");

        using var login = await app.PostAsync("/login", body: new { username = "alice" });
        ShouldBe(login, reason, app.Lines);
    }

    [TestCase(Name, "", true, null)]
    [TestCase(Address, ",sslHost=" + Name, true, null)]
    [TestCase(Name, "", false, Untrusted)]
    [TestCase(Address, "", true, Rejected)]
    public async Task Options_that_trust_an_authority_need_its_certificate_for_the_host(
        string host, string settings, bool isTrusted, string? reason)
    {
        using var files = new TlsFiles(Name);
        await using var server = await RedisServer.StartAsync(files.RedisSettings(_port));
        var options = RedisConnection.Parse($"{host}:{_port},ssl=true{settings}");
        if (isTrusted)
            options.TrustIssuer(files.Authority);

        await using var app = await SessionClient.StartAsync(
            cfg => cfg.Revocation.UseRedis(options),
            builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())));

        using var me = await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"));
        ShouldBe(me, reason, [.. app.Logs.GetSnapshot().Select(record => $"{record.Level}: {record.Message} {record.Exception}")]);
    }

    private static void ShouldBe(HttpResponseMessage response, string? reason, IReadOnlyCollection<string> log)
    {
        if (reason is null)
        {
            response.Should().BeOk();
            log.Should().NotContain(line => line.StartsWith("fail:") || line.StartsWith("Error:"));
            return;
        }

        response.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        log.Should().Contain(line => line.Contains(reason));
        log.Should().ContainSingle(line => line.Contains("TLS with Redis failed:"), "a reason is logged once");
    }
}
