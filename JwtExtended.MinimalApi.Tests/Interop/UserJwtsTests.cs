using System.Diagnostics;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Tokens that <c>dotnet user-jwts</c> issues for a project in development.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class UserJwtsTests
{
    [Test]
    public async Task A_token_of_dotnet_user_jwts_is_accepted_with_its_roles_and_scopes()
    {
        using var folder = new TemporaryFolder();
        var (token, key) = await CreateAsync(folder.Path);
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.MapGet("/me", (Token token) => $"{token.Identity} {token.Role} {string.Join(' ', token.Scopes)}").RequireJwt();
                routes.MapGet("/admin", () => "admin").RequireJwt(static jwt => jwt.Allow("admin").Scope("write"));
            },
            cfg => cfg.AcceptLegacyTokens(LegacyTokenKind.JwtBearer, TimeProvider.System.GetUtcNow().AddYears(1), legacy =>
            {
                legacy.Key = key;
                (legacy.Issuer, legacy.Audience) = ("dotnet-user-jwts", "http://localhost:5000");
                legacy.IsAccess = static _ => true;
                legacy.MaxTokenLifetime = TimeSpan.FromDays(100);
            }),
            static builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())));

        (await app.GetAsync("/me", token)).Should().BeOk("alice admin read write");
        (await app.GetAsync("/admin", token)).Should().BeOk("admin");
        (await app.GetAsync("/admin", app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/me", TokenChange.Signature(token))).Should().BeRefused(JwtErrorCode.TokenInvalid);
    }

    private static async Task<(string Token, JwtKey Key)> CreateAsync(string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.Development.json"), "{}");
        await File.WriteAllTextAsync(Path.Combine(folder, "Shop.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <UserSecretsId>shop</UserSecretsId>
              </PropertyGroup>
            </Project>
            """);
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "user-jwts", "create", "--project", folder, "--name", "alice", "--role", "admin", "--scope", "read", "--scope", "write",
                "--audience", "http://localhost:5000", "--output", "json",
            ])
        {
            // The key is a user secret: not one of whoever runs the tests.
            Environment = { ["HOME"] = folder, ["APPDATA"] = folder },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        process.ExitCode.Should().Be(0, output);
        var secrets = Directory.EnumerateFiles(folder, "secrets.json", SearchOption.AllDirectories).Single();
        var stored = JsonNode.Parse(await File.ReadAllTextAsync(secrets, limit.Token))!;
        var key = stored["Authentication:Schemes:Bearer:SigningKeys"]![0]!["Value"]!.GetValue<string>();
        return (JsonNode.Parse(output)!["Token"]!.GetValue<string>(), JwtKey.FromSecret("base64:" + key));
    }
}
