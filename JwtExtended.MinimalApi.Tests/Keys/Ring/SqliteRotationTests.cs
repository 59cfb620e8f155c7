using JwtExtended.MinimalApi.Tests.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

[NonParallelizable]
public sealed class SqliteRotationTests : RotationTests, IAsyncDisposable
{
    private readonly SqliteFile _file = new();
    private readonly EntityFrameworkStores _stores;

    public SqliteRotationTests() => _stores = new EntityFrameworkStores(options => options.UseSqlite(_file.Connection));

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _file.Dispose();
    }

    [SetUp]
    public Task CreateAsync() => _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());

    internal override IJwtKeyStore Open(RotatingNodes nodes)
    {
        lock (_stores)
            return new SharedKeyStore(nodes.Time, _stores.Open());
    }
}
