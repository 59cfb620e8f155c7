using JwtExtended.MinimalApi.Tests.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

[NonParallelizable]
[Category(Engine.Category)]
public sealed class PostgresRotationTests : RotationTests, IAsyncDisposable
{
    private EntityFrameworkStores _stores = null!;

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [SetUp]
    public async Task CreateAsync()
    {
        var server = await SharedEngines.PostgresAsync();
        _stores = new EntityFrameworkStores(options => options.UseNpgsql(server.Connection));
        await _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());
        await _stores.WithContextAsync(context => context.Set<JwtKeyRow>().ExecuteDeleteAsync());
    }

    internal override IJwtKeyStore Open(RotatingNodes nodes)
    {
        lock (_stores)
            return new SharedKeyStore(nodes.Time, _stores.Open());
    }
}
