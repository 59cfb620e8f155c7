using JwtExtended.MinimalApi.Diagnostics;

namespace JwtExtended.MinimalApi.Revocation.Caching;

/// <summary>
/// Caches the lookups of access tokens in front of another store, for a short time. Writes of this process take effect immediately.
/// </summary>
internal sealed class CachedJwtStore(IJwtStore store, TimeSpan staleness, TimeProvider time)
    : IJwtStore, IAsyncDisposable
{
    private readonly LookupCache _cache = new(staleness, time);

    /// <summary>The store behind the cache.</summary>
    public IJwtStore Inner => store;

    /// <summary>Counts the lookups.</summary>
    public CacheMetrics? Metrics { private get; set; }

    /// <summary>Gets the number of cached lookups.</summary>
    public int LookupCount => _cache.Count;

    /// <summary>Tells whether a lookup is answered from the cache.</summary>
    /// <param name="keys">The keys of the lookup.</param>
    /// <returns><see langword="false"/> if it goes to the store.</returns>
    public bool Holds(StoreKeys keys) => keys.MayBeCached && _cache.TryFind(keys, out _);

    public ValueTask<StoreState> FindAsync(StoreKeys keys, CancellationToken cancellationToken)
    {
        if (!keys.MayBeCached)
            return store.FindAsync(keys, cancellationToken);
        StoreState state = default;
        var found = !cancellationToken.IsCancellationRequested && _cache.TryFind(keys, out state);
        Metrics?.Count(found);
        return found ? ValueTask.FromResult(state) : FindInStoreAsync(keys, cancellationToken);
    }

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => store.GetTimeAsync(cancellationToken);

    public ValueTask<DateTimeOffset?> StartSessionAsync(NewSession session, CancellationToken cancellationToken) =>
        WriteAsync(
            session.SessionKey, session, static (store, session, cancel) => store.StartSessionAsync(session, cancel), cancellationToken);

    public ValueTask<ExchangeResult> ExchangeAsync(SessionExchange exchange, CancellationToken cancellationToken) =>
        WriteAsync(
            exchange.SessionKey, exchange, static (store, exchange, cancel) => store.ExchangeAsync(exchange, cancel), cancellationToken);

    public async ValueTask MarkSeenAsync(string identityKey, string sessionKey, int number, CancellationToken cancellationToken) =>
        await WriteAsync(
            sessionKey,
            (identityKey, sessionKey, number),
            static async (store, mark, cancel) =>
            {
                await store.MarkSeenAsync(mark.identityKey, mark.sessionKey, mark.number, cancel);
                return true;
            },
            cancellationToken);

    public ValueTask<bool> EndSessionAsync(SessionEnd ended, CancellationToken cancellationToken) =>
        WriteAsync(ended.SessionKey, ended, static (store, ended, cancel) => store.EndSessionAsync(ended, cancel), cancellationToken);

    public ValueTask<SessionPage> ListSessionsAsync(string identityKey, string? after, int limit, CancellationToken cancellationToken) =>
        store.ListSessionsAsync(identityKey, after, limit, cancellationToken);

    public async ValueTask RevokeTokenAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        await WriteAsync(
            key,
            (key, expires),
            static async (store, revocation, cancel) =>
            {
                await store.RevokeTokenAsync(revocation.key, revocation.expires, cancel);
                return true;
            },
            cancellationToken);

    public ValueTask<RevokedUpTo?> RevokeUpToAsync(InstantRevocation revocation, CancellationToken cancellationToken) =>
        WriteAsync(
            revocation.Key, revocation, static (store, revocation, cancel) => store.RevokeUpToAsync(revocation, cancel), cancellationToken);

    // Tickets are not looked up from the cache.
    public ValueTask<bool> TryUseAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        store.TryUseAsync(key, expires, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (store is IAsyncDisposable asyncStore)
            await asyncStore.DisposeAsync();
        else
            (store as IDisposable)?.Dispose();
    }

    private async ValueTask<TResult> WriteAsync<TState, TResult>(
        string key, TState state, Func<IJwtStore, TState, CancellationToken, ValueTask<TResult>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await write(store, state, cancellationToken);
        }
        finally
        {
            // A write that failed may have taken effect.
            _cache.Invalidate(key);
        }
    }

    private async ValueTask<StoreState> FindInStoreAsync(StoreKeys keys, CancellationToken cancellationToken)
    {
        // Taken before the call: the result is at least as recent.
        var started = time.GetTimestamp();
        var state = await store.FindAsync(keys, cancellationToken);
        _cache.Add(keys, state, started);
        return state;
    }
}
