using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>An authority of one test that nobody trusts by default, and its certificate for a server: PEM files in a folder.</summary>
internal sealed class TlsFiles : IDisposable
{
    // RFC 5280, 4.2.1.12.
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jwt-tls-");

    /// <summary>Creates the files.</summary>
    /// <param name="host">The DNS name or the address that the certificate is for.</param>
    public TlsFiles(string host)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = CreateAuthority(authorityKey);
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var server = CreateServer(host, serverKey, authority);
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        File.WriteAllText(Certificate, server.ExportCertificatePem());
        File.WriteAllText(Key, serverKey.ExportPkcs8PrivateKeyPem());
    }

    public string Authority => Path.Combine(_folder.FullName, "authority.pem");

    private string Certificate => Path.Combine(_folder.FullName, "server.pem");

    private string Key => Path.Combine(_folder.FullName, "server.key");

    /// <summary>Gets the settings of a Redis that accepts TLS connections only.</summary>
    /// <returns>The settings.</returns>
    public string[] RedisSettings(int port) =>
    [
        "--port", "0", "--tls-port", $"{port}", "--tls-cert-file", Certificate, "--tls-key-file", Key, "--tls-ca-cert-file", Authority,
        "--tls-auth-clients", "no",
    ];

    public void Dispose() => _folder.Delete(recursive: true);

    private static X509Certificate2 CreateAuthority(ECDsa key)
    {
        var request = new CertificateRequest("CN=Authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now - Validity, now + Validity);
    }

    private static X509Certificate2 CreateServer(string host, ECDsa key, X509Certificate2 authority)
    {
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        return request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
    }
}
