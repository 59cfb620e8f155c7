using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

[NonParallelizable]
[Category(Engine.Category)]
public sealed class MariaDbKeyStoreContractTests : KeyStoreContractTests, IAsyncDisposable
{
    private EntityFrameworkStores? _stores;

    public ValueTask DisposeAsync() => _stores?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task<IJwtKeyStore> OpenAsync()
    {
        if (_stores is null)
        {
            var server = await SharedEngines.MariaDbAsync();
            _stores = new EntityFrameworkStores(options => options.UseMySQL(server.Connection("keycontract")));
            await _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());
        }

        return _stores.Open();
    }
}
