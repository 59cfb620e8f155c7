using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Revocation.Memory;

public sealed class MemoryStoreContractTests : StoreContractTests
{
    private readonly FakeTimeProvider _time = new(TestApp.Start);
    private MemoryJwtStore? _process;

    protected override TimeProvider Time => _time;

    // There is only one process.
    protected override Task<IJwtStore> OpenAsync() => Task.FromResult<IJwtStore>(_process ??= new MemoryJwtStore(_time));

    protected override Task LoseDataAsync()
    {
        _process = null;
        return Task.CompletedTask;
    }
}
