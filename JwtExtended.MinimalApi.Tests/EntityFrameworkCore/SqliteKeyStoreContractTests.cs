using JwtExtended.MinimalApi.Tests.Revocation;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

[NonParallelizable]
public sealed class SqliteKeyStoreContractTests : KeyStoreContractTests, IAsyncDisposable
{
    private readonly SqliteFile _file = new();
    private readonly EntityFrameworkStores _stores;

    public SqliteKeyStoreContractTests() => _stores = new EntityFrameworkStores(options => options.UseSqlite(_file.Connection));

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _file.Dispose();
    }

    protected override async Task<IJwtKeyStore> OpenAsync()
    {
        await _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());
        return _stores.Open();
    }
}
