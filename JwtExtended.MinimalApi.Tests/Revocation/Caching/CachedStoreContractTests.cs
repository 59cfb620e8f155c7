using JwtExtended.MinimalApi.Revocation.Caching;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Revocation.Caching;

/// <summary>
/// A cache in front of a store keeps its contract: the keys of the checks belong to no access token, and others are never cached.
/// </summary>
public sealed class CachedStoreContractTests : StoreContractTests
{
    private readonly FakeTimeProvider _time = new(TestApp.Start);
    private MemoryJwtStore? _process;

    protected override TimeProvider Time => _time;

    protected override Task<IJwtStore> OpenAsync() =>
        Task.FromResult<IJwtStore>(
            new CachedJwtStore(_process ??= new MemoryJwtStore(_time), TimeSpan.FromSeconds(5), _time));

    protected override Task LoseDataAsync()
    {
        _process = null;
        return Task.CompletedTask;
    }
}
