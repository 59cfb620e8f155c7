using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

[NonParallelizable]
[Category(Engine.Category)]
public sealed class PostgresKeyStoreContractTests : KeyStoreContractTests, IAsyncDisposable
{
    private EntityFrameworkStores? _stores;

    public ValueTask DisposeAsync() => _stores?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task<IJwtKeyStore> OpenAsync()
    {
        if (_stores is null)
        {
            var server = await SharedEngines.PostgresAsync();
            _stores = new EntityFrameworkStores(options => options.UseNpgsql(server.Connection));
            await _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());
        }

        return _stores.Open();
    }
}
