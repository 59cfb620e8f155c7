using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Revocation;

// The code of docs/stores.md, which a test compares.
public sealed class DictionaryStoreContractTests
{
    [TestCaseSource(typeof(JwtStoreContract), nameof(JwtStoreContract.Checks))]
    public async Task The_store_keeps_the_contract(JwtStoreCheck check)
    {
        var time = new FakeTimeProvider();
        var store = new DictionaryStore(time);

        await check.RunAsync(new JwtStoreUnderTest
        {
            Open = () => Task.FromResult<IJwtStore>(store),
            LoseData = () => Task.FromResult(store = new DictionaryStore(time)),
            Time = time,
        });
    }
}
