using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Calls the store within its time limit, with the keys and lifetimes of the app's entries.</summary>
internal sealed class StoreClient(
    IRevocationStore store, RevocationKeyFactory keys, RevocationRules rules, TimeProvider time, ILogger logger)
{
    public IRevocationStore Store => store;

    /// <summary>Whether a call may wait for an engine: the memory of this process responds at once.</summary>
    public bool MayWait { get; init; } = true;

    public RevocationKeyFactory Keys => keys;

    public RevocationRules Rules => rules;

    public TimeProvider Time => time;

    /// <summary>Keys that belong to no token: a look-up with them tells when the store was created, and what revokes everything.</summary>
    public RevocationKeys AppKeys => new(keys.Everything, keys.Everything, keys.Everything);

    /// <summary>Carries out a write that the store must confirm.</summary>
    /// <returns>A task that completes when the store has confirmed.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public async ValueTask ConfirmAsync(
        string operation, Func<IRevocationStore, CancellationToken, ValueTask> call, CancellationToken cancellationToken) =>
        await ConfirmAsync(
            operation,
            async (confirming, cancel) =>
            {
                await call(confirming, cancel);
                return true;
            },
            cancellationToken);

    /// <summary>Carries out a call that the store must confirm.</summary>
    /// <typeparam name="T">The type of the store's result.</typeparam>
    /// <returns>The store's result.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public async ValueTask<T> ConfirmAsync<T>(
        string operation, Func<IRevocationStore, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(store, cancellationToken).AsTask().WaitAsync(rules.Timeout, time, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.StoreFailed(logger, operation, e);
            throw new RevocationStoreException(
                $"The revocation store did not confirm to {operation}; it may or may not have happened. Try again.", e);
        }
    }

    /// <summary>Lists the recorded sessions of an identity.</summary>
    /// <returns>The records.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public ValueTask<IReadOnlyList<SessionRecord>> ListSessionsAsync(string identity, CancellationToken cancellationToken) => ConfirmAsync(
        "list sessions", (engine, cancel) => engine.GetSessionsAsync(keys.ForIdentity(identity), cancel), cancellationToken);

    /// <summary>Waits for a look-up of a request; it throws whatever the store throws.</summary>
    /// <returns>What the store knows.</returns>
    public async ValueTask<RevocationState> AwaitAsync(ValueTask<RevocationState> lookup, CancellationToken cancellationToken) =>
        await lookup.AsTask().WaitAsync(rules.Timeout, time, cancellationToken);

    public void ReportFailedLookup(Exception e) => Log.StoreFailed(logger, "find", e);

    /// <summary>
    /// Makes one look-up before the first request: the store then knows when it was created before any session begins, and an
    /// engine that is down is noticed at startup. It does not fail the start: the store may be back at the first request.
    /// </summary>
    public void WarmUp()
    {
        try
        {
            // The server does not listen yet, and the pipeline is built synchronously.
            store.FindAsync(AppKeys, CancellationToken.None).AsTask().WaitAsync(rules.Timeout).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            Log.StoreUnreachableAtStart(logger, e);
        }
    }
}
