using JwtExtended.MinimalApi.Testing.Contract;

namespace JwtExtended.MinimalApi;

/// <summary>
/// What every store of keys has to guarantee (<see cref="IJwtKeyStore"/>), as checks for any test framework. A store that passes all of
/// them can be given to <see cref="JwtKeyOptions.UseStore"/>.
/// </summary>
public static class JwtKeyStoreContract
{
    /// <summary>Gets the checks, which are independent of each other. Make a test case of each one.</summary>
    public static IReadOnlyList<JwtKeyStoreCheck> Checks { get; } = StoredKeyChecks.All;
}
