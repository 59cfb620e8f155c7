using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Calls the store within its time limit: what it does not confirm is an exception to whoever asked.</summary>
internal sealed class StoreClient(IRevocationStore store, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    public IRevocationStore Store => store;

    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public async ValueTask ConfirmAsync(string operation, Func<IRevocationStore, CancellationToken, ValueTask> call, CancellationToken cancellationToken) =>
        await ConfirmAsync(
            operation,
            async (confirming, cancel) =>
            {
                await call(confirming, cancel);
                return true;
            },
            cancellationToken);

    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public async ValueTask<T> ConfirmAsync<T>(string operation, Func<IRevocationStore, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(store, cancellationToken).AsTask().WaitAsync(timeout, time, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.StoreFailed(logger, operation, e);
            throw new RevocationStoreException($"The revocation store did not confirm to {operation}; it may or may not have happened. Try again.", e);
        }
    }

    /// <summary>A look-up that a request waits for: it may throw whatever the store throws.</summary>
    public async ValueTask<RevocationState> AwaitAsync(ValueTask<RevocationState> lookup, CancellationToken cancellationToken) =>
        await lookup.AsTask().WaitAsync(timeout, time, cancellationToken);

    public void ReportFailedLookup(Exception e) => Log.StoreFailed(logger, "find", e);
}
