using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>One process of the example for all tests of this folder. Each test has users of its own.</summary>
[SetUpFixture]
public sealed class ConduitServer
{
    private static TemporaryFolder? _folder;
    private static ExampleProcess? _process;

    /// <summary>Gets a client without a token.</summary>
    internal static ConduitApi Api => new(_process!.Client);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TemporaryFolder();
        _process = await ExampleProcess.StartAsync("Conduit", "--Data", _folder.Path);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder?.Dispose();
    }
}
