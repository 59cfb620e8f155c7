using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>
/// <c>-- stores</c>: what the lookup of revocations adds to a request, with every store, and whether it grows with what is revoked.
/// </summary>
internal static class StoresRun
{
    public static async Task<int> RunAsync(Switches switches)
    {
        await RequestRun.RunAsync(switches);
        await GrowthRun.RunAsync(switches);
        return 0;
    }
}
