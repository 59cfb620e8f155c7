using JwtExtended.MinimalApi.Testing.Contract;

namespace JwtExtended.MinimalApi;

/// <summary>
/// What every store has to guarantee (<see cref="IJwtStore"/>), as checks for any test framework. A store that passes all of them can be
/// given to <see cref="RevocationOptions.UseStore"/>.
/// </summary>
public static class JwtStoreContract
{
    /// <summary>Gets the checks, which are independent of each other. Make a test case of each one.</summary>
    public static IReadOnlyList<JwtStoreCheck> Checks { get; } =
    [
        .. CreationChecks.All, .. RevocationChecks.All, .. KeyChecks.All, .. ExchangeChecks.All, .. ReuseChecks.All, .. StartChecks.All,
        .. EndChecks.All, .. ListChecks.All,
    ];
}
