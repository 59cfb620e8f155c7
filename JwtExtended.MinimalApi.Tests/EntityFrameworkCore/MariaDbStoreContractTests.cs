using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

[NonParallelizable]
[Category(Engine.Category)]
public sealed class MariaDbStoreContractTests : StoreContractTests, IAsyncDisposable
{
    private EntityFrameworkStores? _stores;

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

    protected override Func<IReadOnlyDictionary<string, DateTimeOffset>, Task> RevokeMany =>
        expiries => _stores!.AddManyAsync(expiries.Select(entry => (entry.Key, entry.Value)));
}
