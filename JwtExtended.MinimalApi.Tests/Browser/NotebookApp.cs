using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JwtExtended.MinimalApi.Tests.Journeys;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>The example Browser as in production: a separate process, over https, with its own key.</summary>
internal sealed class NotebookApp : IAsyncDisposable
{
    private readonly ExampleProcess _process;
    private readonly DirectoryInfo _folder;

    private NotebookApp(ExampleProcess process, DirectoryInfo folder)
    {
        (_process, _folder) = (process, folder);
        Origin = $"https://app.test:{process.Client.BaseAddress!.Port}";
    }

    public string Origin { get; }

    public static async Task<NotebookApp> StartAsync(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("jwt-extended-");
        try
        {
            var (certificate, password) = (Path.Combine(folder.FullName, "test.pfx"), RandomNumberGenerator.GetHexString(32));
            await File.WriteAllBytesAsync(certificate, TestCertificate.Shared.Export(X509ContentType.Pfx, password));
            return new NotebookApp(
                await ExampleProcess.StartAsync(
                    "Browser",
                    [
                        "--environment", "Production", "--urls", "https://127.0.0.1:0", "--Jwt:SecretKey", TestKeys.Secret,
                        "--Kestrel:Certificates:Default:Path", certificate, "--Kestrel:Certificates:Default:Password", password,
                        "--Jwt:Revocation:RecheckInterval", "00:00:00.2", "--Logging:LogLevel:Default", "Warning",
                        "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information", .. arguments,
                    ]),
                folder);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
