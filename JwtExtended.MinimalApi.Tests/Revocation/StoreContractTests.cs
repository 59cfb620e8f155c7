namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>Runs the contract that every store has to keep, one test for each check.</summary>
public abstract class StoreContractTests
{
    /// <summary>The clock of the store.</summary>
    protected virtual TimeProvider Time => TimeProvider.System;

    /// <summary>A quick way to write thousands of entries, if the engine has one.</summary>
    protected virtual Func<IReadOnlyDictionary<string, DateTimeOffset>, Task>? RevokeMany => null;

    [TestCaseSource(typeof(JwtStoreContract), nameof(JwtStoreContract.Checks))]
    public Task The_store_keeps_the_contract(JwtStoreCheck check) => check.RunAsync(new JwtStoreUnderTest
    {
        Open = OpenAsync,
        LoseData = LoseDataAsync,
        Time = Time,
        RevokeMany = RevokeMany,
    });

    /// <summary>Opens another instance with the same data, as in another process.</summary>
    protected abstract Task<IJwtStore> OpenAsync();

    /// <summary>Deletes everything that is stored.</summary>
    protected abstract Task LoseDataAsync();
}
