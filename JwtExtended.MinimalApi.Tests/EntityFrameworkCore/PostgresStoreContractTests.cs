using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

[NonParallelizable]
[Category(Engine.Category)]
public sealed class PostgresStoreContractTests : StoreContractTests, IAsyncDisposable
{
    private EntityFrameworkStores? _stores;

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

    protected override Func<IReadOnlyDictionary<string, DateTimeOffset>, Task> RevokeMany =>
        expiries => _stores!.AddManyAsync(expiries.Select(entry => (entry.Key, entry.Value)));
}
