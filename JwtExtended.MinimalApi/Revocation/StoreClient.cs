using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Calls the store within its time limit, with the keys and lifetimes of the app's entries.</summary>
internal sealed class StoreClient(
    IJwtStore store, StoreKeyFactory keys, RevocationRules rules, IssueClock clock, ILogger logger)
{
    private readonly StoreTimeLimit _limit = new(rules.Timeout, clock.Time);

    public IJwtStore Store => store;

    /// <summary>Whether a call may wait for an engine: the memory of this process responds at once.</summary>
    public bool MayWait { get; init; } = true;

    /// <summary>Measures the calls.</summary>
    public required StoreTelemetry Telemetry { private get; init; }

    /// <summary>Tells look-ups that a cache answers, which are no calls of the store.</summary>
    public Func<StoreKeys, bool>? IsCached { private get; init; }

    public StoreKeyFactory Keys => keys;

    public RevocationRules Rules => rules;

    public TimeProvider Time => clock.Time;

    /// <summary>The keys of a token, computed once.</summary>
    /// <returns>The keys.</returns>
    public StoreKeys KeysOf(Token token) => token.StoreKeys ??= new StoreKeys(keys, token);

    /// <summary>Keys that belong to no token: a look-up with them tells when the store was created, and what revokes everything.</summary>
    public StoreKeys AppKeys => new(keys.Everything, null, keys.Everything, keys.Everything);

    /// <summary>Carries out a write that the store must confirm.</summary>
    /// <returns>A task that completes when the store has confirmed.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public async ValueTask ConfirmAsync(
        StoreOperation operation, Func<IJwtStore, CancellationToken, ValueTask> call, CancellationToken cancellationToken) =>
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
        StoreOperation operation, Func<IJwtStore, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        var measured = Telemetry.Begin(operation);
        try
        {
            var result = await call(store, cancellationToken).AsTask().WaitAsync(_limit.Of(operation), clock.Time, cancellationToken);
            _limit.OnSucceeded(operation);
            measured.Succeed();
            return result;
        }
        catch (Exception e)
        {
            measured.Fail(e, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
                throw;
            Log.StoreFailed(logger, operation.Text, e);
            throw new RevocationStoreException(
                $"The revocation store did not confirm to {operation.Text}; it may or may not have happened. Try again.", e);
        }
    }

    /// <summary>Looks a token up. The task fails with whatever the store throws.</summary>
    /// <returns>What the store knows.</returns>
    public ValueTask<StoreState> FindAsync(StoreKeys lookup, CancellationToken cancellationToken) =>
        Telemetry.IsListenedTo && IsCached?.Invoke(lookup) != true
            ? MeasureAsync(lookup, limit: null, cancellationToken)
            : FindAsync(lookup, limit: null, cancellationToken);

    /// <summary>Makes a look-up as requests do, within the configured limit even right after the start.</summary>
    /// <returns>A task that completes when the store has responded; it fails with whatever the store throws.</returns>
    public async Task ProbeAsync(CancellationToken cancellationToken) => await MeasureAsync(AppKeys, rules.Timeout, cancellationToken);

    /// <summary>Follows the clock of the store, which a write has told.</summary>
    /// <param name="started">The own time before the write.</param>
    /// <param name="now">The time of the store.</param>
    public void OnClockRead(DateTimeOffset started, DateTimeOffset now) => clock.Follow(started, now);

    /// <summary>Notes an instant up to which something was revoked, perhaps by another node.</summary>
    public void OnRevoked(DateTimeOffset upTo, string? identity) => clock.OnRevoked(upTo, identity);

    /// <summary>Notes that a token of the session's current number was used. Nothing waits for it, and a failure costs nothing.</summary>
    public void MarkSeen(StoreKeys lookup, int number) => _ = MarkSeenAsync(lookup.Identity, lookup.Session!, number);

    public void ReportFailedLookup(Exception e) => Log.StoreFailed(logger, StoreOperation.Find.Text, e);

    /// <summary>
    /// Makes one look-up before the first request: the store then knows when it was created before any session begins, and an
    /// engine that is down is noticed at startup. It does not fail the start: the store may be back at the first request, and is tried
    /// again meanwhile.
    /// </summary>
    /// <param name="stopping">The app stops, and tries no more.</param>
    /// <exception cref="OptionsValidationException">The store has found that it is set up in a way that is not safe.</exception>
    public void WarmUp(CancellationToken stopping) => new StoreWarmUp(this, _limit, clock, logger).Run(stopping);

    // What the memory of this process responds at once needs no state machine.
    private ValueTask<StoreState> FindAsync(StoreKeys lookup, TimeSpan? limit, CancellationToken cancellationToken)
    {
        try
        {
            var finding = store.FindAsync(lookup, cancellationToken);
            return finding.IsCompletedSuccessfully ? finding : AwaitAsync(finding, limit, cancellationToken);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<StoreState>(e);
        }
    }

    private async ValueTask<StoreState> MeasureAsync(StoreKeys lookup, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var measured = Telemetry.Begin(StoreOperation.Find);
        try
        {
            var state = await FindAsync(lookup, limit, cancellationToken);
            measured.Succeed();
            return state;
        }
        catch (Exception e)
        {
            measured.Fail(e, cancellationToken);
            throw;
        }
    }

    private async ValueTask<StoreState> AwaitAsync(ValueTask<StoreState> finding, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var state = await finding.AsTask().WaitAsync(limit ?? _limit.Of(StoreOperation.Find), clock.Time, cancellationToken);
        _limit.OnSucceeded(StoreOperation.Find);
        return state;
    }

    // The next use of the number tries again.
    private async Task MarkSeenAsync(string identityKey, string sessionKey, int number)
    {
        var measured = Telemetry.Begin(StoreOperation.MarkSeen);
        try
        {
            await store.MarkSeenAsync(identityKey, sessionKey, number, CancellationToken.None);
            measured.Succeed();
        }
        catch (Exception e)
        {
            measured.Fail(e, CancellationToken.None);
            Log.MarkFailed(logger, e);
        }
    }
}
