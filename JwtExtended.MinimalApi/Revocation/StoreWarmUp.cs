using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>
/// Asks the store something before the first request: so it has a birth that no session precedes, and an engine that is down is noticed at the
/// start. A start does not fail for it: the store may be back at the first request.
/// </summary>
internal sealed class StoreWarmUp(StoreClient calls, RevocationKeyFactory keys, TimeSpan timeout, ILogger logger)
{
    public void Run()
    {
        try
        {
            // The server does not listen yet, and nothing asynchronous runs before it does.
            calls.Store.FindAsync(new RevocationKeys(keys.Everything, keys.Everything, keys.Everything), CancellationToken.None).AsTask().WaitAsync(timeout).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            Log.StoreUnreachableAtStart(logger, e);
        }
    }
}
