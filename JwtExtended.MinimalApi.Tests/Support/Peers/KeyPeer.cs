using JwtExtended.MinimalApi.Keys.Ring;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>A process that shares a folder of keys, and waits in a phase of its start for what happens to it.</summary>
internal static class KeyPeer
{
    /// <summary>The phases: in front of and behind the write of a key, and behind the read of what it has to decrypt.</summary>
    public static readonly string[] Phases = ["before add", "after add", "after list"];

    public const string Signing = "signing";

    /// <summary>Starts, waits in a phase, then prints the key that signs and tokens until it is killed.</summary>
    public static async Task RunAsync(string folder, string phase)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = "TestApp", EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        Protect(builder.Services, folder);
        await using var app = builder.Build();
        var store = new SharedKeyStore(TimeProvider.System, new KeyFolder(Path.Combine(folder, "keys"), TimeProvider.System))
        {
            Before = name => WaitIn(phase, $"before {name}"),
            After = name => WaitIn(phase, $"after {name}"),
        };
        // All processes of a test begin at once.
        Console.WriteLine(PeerProgram.Ready);
        Console.ReadLine();
        var jwt = Jwt.Initialize(app, cfg =>
        {
            cfg.Keys.RotateEvery(TimeSpan.FromHours(1));
            cfg.Keys.UseStore(_ => store);
        });
        while (true)
        {
            Console.WriteLine($"{jwt.Keys.Signing.Kid} {jwt.CreateAccessToken("alice")} {jwt.CreateRefreshToken("alice")}");
            await Task.Delay(20);
        }
    }

    public static void Protect(IServiceCollection services, string folder) => services.AddDataProtection()
        .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(folder, "protection")))
        .SetApplicationName("TestApp");

    private static Task WaitIn(string phase, string now)
    {
        if (phase != now)
            return Task.CompletedTask;
        Console.WriteLine(now);
        return Task.Delay(Timeout.Infinite);
    }
}
