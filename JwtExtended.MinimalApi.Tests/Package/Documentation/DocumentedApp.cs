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

    private readonly IHost _host;
    private readonly Task _program;
    private readonly TemporaryFolder _folder;

    private DocumentedApp(IHost host, Task program, TemporaryFolder folder)
    {
        _host = host;
        _program = program;
        _folder = folder;
    }

    public static async Task<DocumentedApp> StartAsync(CodeBlock program)
    {
        using var image = new MemoryStream();
        DocumentedProgram.Compile(program).Emit(image).Success.Should().BeTrue();
        var entryPoint = Assembly.Load(image.ToArray()).EntryPoint!;
        var folder = new TemporaryFolder();
        string[] arguments =
        [
            "--urls=http://127.0.0.1:0", "--environment=Development", $"--contentRoot={folder.Path}",
            "--Logging:LogLevel:Default=Error",
        ];

        using var hosts = new HostListener();
        var running = Task.Factory.StartNew(
            () => Run(hosts, entryPoint, arguments), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var started = await Task.WhenAny(hosts.Started, running).WaitAsync(Limit);
        if (started == running)
            await running;
        return new DocumentedApp(await hosts.Started, running, folder);
    }

    /// <summary>Runs the commands of a block, and returns what they print.</summary>
    public async Task<string> RunAsync(string script)
    {
        var address = _host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return await Shell.RunAsync(script.Replace(Address, address, StringComparison.Ordinal), _folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _program;
        _folder.Dispose();
    }

    private static void Run(HostListener hosts, MethodInfo entryPoint, string[] arguments)
    {
        hosts.ListenHere();
        (entryPoint.Invoke(null, [arguments]) as Task)?.GetAwaiter().GetResult();
    }
}
