using JwtExtended.MinimalApi.Tests.Support.Engines;

namespace JwtExtended.MinimalApi.Tests;

/// <summary>Ends the shared servers behind the last test.</summary>
[SetUpFixture]
public sealed class EnginesStop
{
    [OneTimeTearDown]
    public Task StopAsync() => SharedEngines.StopAsync();
}
