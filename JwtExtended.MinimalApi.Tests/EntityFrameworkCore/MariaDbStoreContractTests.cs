using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

[NonParallelizable]
[Category(Engine.Category)]
public sealed class MariaDbStoreContractTests : JwtStoreContract, IAsyncDisposable
{
    private EntityFrameworkStores? _stores;

    protected override DateTimeOffset Now =>
        DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    public ValueTask DisposeAsync() => _stores?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task<IJwtStore> OpenAsync()
    {
        if (_stores is null)
        {
            var server = await SharedEngines.MariaDbAsync();
            _stores = new EntityFrameworkStores(options => options.UseMySQL(server.Connection("contract")));
            await _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());
            await LoseDataAsync();
        }

        return _stores.Open();
    }

    // EF would delete with an alias, which MariaDB refuses.
    protected override async Task LoseDataAsync() => await _stores!.WithContextAsync(context =>
        context.Database.ExecuteSqlRawAsync("DELETE FROM JwtRevocations; DELETE FROM JwtSessions"));

    protected override Task RevokeManyAsync(IJwtStore store, (string Key, DateTimeOffset Expires)[] entries) =>
        _stores!.AddManyAsync(entries);
}
