namespace JwtExtended.MinimalApi.Revocation.Caching;

/// <summary>Remembers look-ups of access tokens for a short time, in front of another store. What this process writes it sees at once.</summary>
internal sealed class CachedRevocationStore(IRevocationStore store, TimeSpan staleness, TimeProvider time) : IRevocationStore, IAsyncDisposable
{
    private readonly LookupCache _cache = new(staleness, time);

    /// <summary>How many look-ups are remembered.</summary>
    public int LookupCount => _cache.Count;

    public ValueTask<RevocationState> FindAsync(RevocationKeys keys, CancellationToken cancellationToken)
    {
        if (!keys.MayBeCached)
            return store.FindAsync(keys, cancellationToken);
        return !cancellationToken.IsCancellationRequested && _cache.TryFind(keys, out var marks)
            ? ValueTask.FromResult(marks)
            : AskAsync(keys, cancellationToken);
    }

    public async ValueTask<ConsumeResult> TryConsumeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        try
        {
            return await store.TryConsumeAsync(key, expires, cancellationToken);
        }
        finally
        {
            _cache.Written(key);
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
            // A write that failed may have happened.
            _cache.Written(key);
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
            _cache.Written(key);
        }
    }

    // Records concern refresh tokens alone, and no look-up of those is remembered.
    public ValueTask PutSessionAsync(string identityKey, SessionRecord record, CancellationToken cancellationToken) =>
        store.PutSessionAsync(identityKey, record, cancellationToken);

    public ValueTask<bool> TouchSessionAsync(string identityKey, string sessionKey, DateTimeOffset lastRefreshed, DateTimeOffset? expires, CancellationToken cancellationToken) =>
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

    private async ValueTask<RevocationState> AskAsync(RevocationKeys keys, CancellationToken cancellationToken)
    {
        // From before the question: the answer is at least as new.
        var asked = time.GetTimestamp();
        var marks = await store.FindAsync(keys, cancellationToken);
        _cache.Add(keys, marks, asked);
        return marks;
    }
}
