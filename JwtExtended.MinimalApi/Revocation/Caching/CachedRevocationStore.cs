namespace JwtExtended.MinimalApi.Revocation.Caching;

/// <summary>
/// Caches the lookups of access tokens in front of another store, for a short time. Writes of this process take effect immediately.
/// </summary>
internal sealed class CachedRevocationStore(IRevocationStore store, TimeSpan staleness, TimeProvider time)
    : IRevocationStore, IAsyncDisposable
{
    private readonly LookupCache _cache = new(staleness, time);

    /// <summary>Gets the number of cached lookups.</summary>
    public int LookupCount => _cache.Count;

    public ValueTask<RevocationState> FindAsync(RevocationKeys keys, CancellationToken cancellationToken)
    {
        if (!keys.MayBeCached)
            return store.FindAsync(keys, cancellationToken);
        return !cancellationToken.IsCancellationRequested && _cache.TryFind(keys, out var state)
            ? ValueTask.FromResult(state)
            : FindInStoreAsync(keys, cancellationToken);
    }

    public async ValueTask<ConsumeResult> TryConsumeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        try
        {
            return await store.TryConsumeAsync(key, expires, cancellationToken);
        }
        finally
        {
            _cache.Invalidate(key);
        }
    }

    public async ValueTask RevokeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        try
        {
            await store.RevokeAsync(key, expires, cancellationToken);
        }
        finally
        {
            // A write that failed may have taken effect.
            _cache.Invalidate(key);
        }
    }

    public async ValueTask RevokeUpToAsync(string key, DateTimeOffset upTo, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        try
        {
            await store.RevokeUpToAsync(key, upTo, expires, cancellationToken);
        }
        finally
        {
            _cache.Invalidate(key);
        }
    }

    // Records affect only refresh tokens, whose lookups are not cached.
    public ValueTask PutSessionAsync(string identityKey, SessionRecord record, CancellationToken cancellationToken) =>
        store.PutSessionAsync(identityKey, record, cancellationToken);

    public ValueTask<bool> TouchSessionAsync(
        string identityKey,
        string sessionKey,
        DateTimeOffset lastRefreshed,
        DateTimeOffset? expires,
        CancellationToken cancellationToken) =>
        store.TouchSessionAsync(identityKey, sessionKey, lastRefreshed, expires, cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> GetSessionsAsync(string identityKey, CancellationToken cancellationToken) =>
        store.GetSessionsAsync(identityKey, cancellationToken);

    public ValueTask<bool> RemoveSessionAsync(string identityKey, string sessionKey, CancellationToken cancellationToken) =>
        store.RemoveSessionAsync(identityKey, sessionKey, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (store is IAsyncDisposable asyncStore)
            await asyncStore.DisposeAsync();
        else
            (store as IDisposable)?.Dispose();
    }

    private async ValueTask<RevocationState> FindInStoreAsync(RevocationKeys keys, CancellationToken cancellationToken)
    {
        // Taken before the call: the result is at least as recent.
        var started = time.GetTimestamp();
        var state = await store.FindAsync(keys, cancellationToken);
        _cache.Add(keys, state, started);
        return state;
    }
}
