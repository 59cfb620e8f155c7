using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.FileProviders;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds;

/// <summary>Static assets that are mapped as endpoints are protected as such.</summary>
public sealed class StaticAssetTests : IDisposable
{
    private const string Manifest =
        """
        {
          "Version": 1,
          "ManifestType": "Build",
          "Endpoints": [
            {
              "Route": "report.txt",
              "AssetFile": "report.txt",
              "Selectors": [],
              "ResponseHeaders": [
                { "Name": "Content-Length", "Value": "5" },
                { "Name": "Content-Type", "Value": "text/plain" },
                { "Name": "ETag", "Value": "\"one\"" },
                { "Name": "Last-Modified", "Value": "Thu, 01 Jan 2026 00:00:00 GMT" }
              ],
              "EndpointProperties": []
            }
          ]
        }
        """;

    private readonly TemporaryFolder _root = new();
    private readonly TemporaryFile _manifest = new(Manifest);

    public void Dispose()
    {
        _root.Dispose();
        _manifest.Dispose();
    }

    [TestCase("call")]
    [TestCase("group")]
    public async Task Assets_are_sent_with_a_token_alone(string mapping)
    {
        await using var app = await StartAsync(routes => _ = mapping == "call"
            ? routes.MapStaticAssets(_manifest.Path).RequireJwt()
            : routes.MapGroup("").RequireJwt().MapStaticAssets(_manifest.Path));

        (await app.GetAsync("/report.txt")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/report.txt", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("hello");
    }

    [Test]
    public async Task Assets_in_a_protected_group_are_opened_by_WithoutJwt()
    {
        await using var app = await StartAsync(routes => routes.MapGroup("").RequireJwt().MapStaticAssets(_manifest.Path).WithoutJwt());

        (await app.GetAsync("/report.txt")).Should().BeOk("hello");
    }

    [Test]
    public async Task A_group_protects_what_is_found_in_development_as_well()
    {
        await File.WriteAllTextAsync(Path.Combine(_root.Path, "new.txt"), "new");
        await using var app = await StartAsync(
            routes => routes.MapGroup("").RequireJwt().MapStaticAssets(_manifest.Path), environment: "Development");
        await using var open = await StartAsync(routes => routes.MapStaticAssets(_manifest.Path), environment: "Development");

        (await app.GetAsync("/new.txt")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/new.txt", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("new");
        (await open.GetAsync("/new.txt")).Should().BeOk("new");
    }

    private async Task<TestApp> StartAsync(Action<WebApplication> routes, string environment = "Production")
    {
        await File.WriteAllTextAsync(Path.Combine(_root.Path, "report.txt"), "hello");
        return await TestApp.StartAsync(
            routes,
            build: builder =>
            {
                builder.Environment.WebRootPath = _root.Path;
                builder.Environment.WebRootFileProvider = new PhysicalFileProvider(_root.Path);
            },
            environment: environment);
    }
}
