namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>Runs the contract that every store of keys has to keep, one test for each check.</summary>
public abstract class KeyStoreContractTests
{
    [TestCaseSource(typeof(JwtKeyStoreContract), nameof(JwtKeyStoreContract.Checks))]
    public Task The_store_of_keys_keeps_the_contract(JwtKeyStoreCheck check) => check.RunAsync(OpenAsync);

    /// <summary>Opens another instance with the same data, as in another process.</summary>
    protected abstract Task<IJwtKeyStore> OpenAsync();
}
