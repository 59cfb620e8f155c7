using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

[NonParallelizable]
[Category(Engine.Category)]
public sealed class PostgresStoreContractTests : JwtStoreContract, IAsyncDisposable
{
    private EntityFrameworkStores? _stores;

    protected override DateTimeOffset Now =>
        DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    public ValueTask DisposeAsync() => _stores?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task<IJwtStore> OpenAsync()
    {
        if (_stores is null)
        {
            var server = await SharedEngines.PostgresAsync();
            _stores = new EntityFrameworkStores(options => options.UseNpgsql(server.Connection));
            await _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());
            await LoseDataAsync();
        }

        return _stores.Open();
    }

    protected override async Task LoseDataAsync() => await _stores!.WithContextAsync(async context =>
        await context.Set<JwtRevocationRow>().ExecuteDeleteAsync() + await context.Set<JwtSessionRow>().ExecuteDeleteAsync());

    protected override Task RevokeManyAsync(IJwtStore store, (string Key, DateTimeOffset Expires)[] entries) =>
        _stores!.AddManyAsync(entries);
}
