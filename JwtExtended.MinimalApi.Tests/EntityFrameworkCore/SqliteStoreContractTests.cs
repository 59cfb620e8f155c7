using JwtExtended.MinimalApi.Tests.Revocation;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

[NonParallelizable]
public sealed class SqliteStoreContractTests : StoreContractTests, IAsyncDisposable
{
    private readonly SqliteFile _file = new();
    private readonly EntityFrameworkStores _stores;

    public SqliteStoreContractTests() => _stores = new EntityFrameworkStores(options => options.UseSqlite(_file.Connection));

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _file.Dispose();
    }

    protected override async Task<IJwtStore> OpenAsync()
    {
        await _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());
        return _stores.Open();
    }

    protected override async Task LoseDataAsync() => await _stores.WithContextAsync(context => context.Database.EnsureDeletedAsync());

    protected override Func<IReadOnlyDictionary<string, DateTimeOffset>, Task> RevokeMany =>
        expiries => _stores.AddManyAsync(expiries.Select(entry => (entry.Key, entry.Value)));
}
