using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>The store of the guide keeps the contract.</summary>
public sealed class DictionaryStoreContractTests : JwtStoreContract
{
    private readonly FakeTimeProvider _time = new(TestApp.Start);
    private DictionaryStore? _process;

    protected override DateTimeOffset Now => _time.GetUtcNow();

    protected override Task<IJwtStore> OpenAsync() => Task.FromResult<IJwtStore>(_process ??= new DictionaryStore(_time));

    protected override Task LoseDataAsync()
    {
        _process = null;
        return Task.CompletedTask;
    }

    protected override Task PassTimeAsync(DateTimeOffset instant)
    {
        _time.SetUtcNow(instant.AddSeconds(1));
        return Task.CompletedTask;
    }
}
