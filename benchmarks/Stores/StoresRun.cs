using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>
/// <c>-- stores</c>: what the lookup of revocations adds to a request, with every store, whether it grows with what is revoked, and whether
/// look-ups, logins, refreshes and logouts grow with the number of sessions. <c>--part</c> selects one of the three.
/// </summary>
internal static class StoresRun
{
    public static async Task<int> RunAsync(Switches switches)
    {
        var part = switches.Text("part");
        if (part is not (null or "requests" or "revocations" or "sessions"))
            throw new ArgumentException($"'{part}' is not a part. Write: --part requests, revocations or sessions");
        if (part is null or "requests")
            await RequestRun.RunAsync(switches);
        if (part is null or "revocations")
            await GrowthRun.RunAsync(switches);
        if (part is null or "sessions")
            await SessionRun.RunAsync(switches);
        return 0;
    }
}
