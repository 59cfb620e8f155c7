using System.Collections.Concurrent;
using System.Reflection;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>A program of a page, running in this process on a free loopback port.</summary>
internal sealed class DocumentedApp : IAsyncDisposable
{
    /// <summary>Where the pages say that the program listens.</summary>
    public const string Address = "http://localhost:5000";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly ConcurrentDictionary<CodeBlock, Lazy<MethodInfo>> EntryPoints = new();

    private readonly IHost _host;
    private readonly Task _program;
    private readonly TemporaryFolder _folder;

    private DocumentedApp(IHost host, Task program, TemporaryFolder folder)
    {
        _host = host;
        _program = program;
        _folder = folder;
    }

    public IServiceProvider Services => _host.Services;

    public string ActualAddress => Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts a program, with services that replace its own.</summary>
    public static async Task<DocumentedApp> StartAsync(CodeBlock program, Action<IServiceCollection>? configure = null)
    {
        var entryPoint = EntryPoints.GetOrAdd(program, static block => new Lazy<MethodInfo>(() => Load(block))).Value;
        var folder = new TemporaryFolder();
        string[] arguments =
        [
            "--urls=http://127.0.0.1:0", "--environment=Development", $"--contentRoot={folder.Path}",
            "--Logging:LogLevel:Default=Error", $"--ConnectionStrings:Shop=Data Source={Path.Combine(folder.Path, "shop.db")}",
        ];

        using var hosts = new HostListener(configure);
        var running = Task.Factory.StartNew(
            () => Run(hosts, entryPoint, arguments), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var started = await Task.WhenAny(hosts.Started, running).WaitAsync(Limit);
        if (started == running)
            await running;
        return new DocumentedApp(await hosts.Started, running, folder);
    }

    /// <summary>Runs the commands of a block, and returns what they print.</summary>
    public Task<string> RunAsync(string script) =>
        Shell.RunAsync(script.Replace(Address, ActualAddress, StringComparison.Ordinal), _folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _program;
        _folder.Dispose();
    }

    private static MethodInfo Load(CodeBlock program)
    {
        using var image = new MemoryStream();
        DocumentedProgram.Compile(program).Emit(image).Success.Should().BeTrue();
        return Assembly.Load(image.ToArray()).EntryPoint!;
    }

    private static void Run(HostListener hosts, MethodInfo entryPoint, string[] arguments)
    {
        hosts.ListenHere();
        (entryPoint.Invoke(null, [arguments]) as Task)?.GetAwaiter().GetResult();
    }
}
