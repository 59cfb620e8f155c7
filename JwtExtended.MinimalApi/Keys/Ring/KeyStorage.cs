namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>Calls a store of keys for one group, within a time limit.</summary>
/// <param name="store">The store.</param>
/// <param name="group">The group of the app's issuer.</param>
/// <param name="name">What the store is called in messages.</param>
internal sealed class KeyStorage(IJwtKeyStore store, string group, string name)
{
    // An app has some ten entries. A store with more is not its own.
    private const int MaxEntries = 1000;
    private const int MaxLength = 8192;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(1);

    public string Group => group;

    public string Name => name;

    /// <summary>Whether all processes use it, wherever their key files are.</summary>
    public bool IsShared { get; init; } = true;

    /// <summary>Gets all entries, except those that no process of this version has written.</summary>
    /// <returns>The entries by their ids.</returns>
    /// <exception cref="JwtKeyStoreException">The store did not respond, or has too many entries.</exception>
    public async Task<Dictionary<string, StoredKey>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = await CallAsync("list its keys", cancel => store.ListKeysAsync(group, cancel), cancellationToken);
        if (entries.Count > MaxEntries)
        {
            throw new JwtKeyStoreException(
                $"The store of keys ({name}) has {entries.Count} entries of this application, which writes some ten. Find out what else "
                + "writes there, and delete what is not its own.");
        }

        var found = new Dictionary<string, StoredKey>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(static entry => entry.Value.Length <= MaxLength))
            found.TryAdd(entry.Id, entry);
        return found;
    }

    /// <summary>Adds an entry, unless there is one with its id.</summary>
    /// <returns>Whether this call has added it.</returns>
    /// <exception cref="JwtKeyStoreException">The store did not confirm.</exception>
    public Task<bool> TryAddAsync(StoredKey entry, CancellationToken cancellationToken) =>
        CallAsync("add a key", cancel => store.TryAddKeyAsync(group, entry, cancel), cancellationToken);

    /// <summary>Deletes an entry.</summary>
    /// <returns>A task that completes when it is gone.</returns>
    /// <exception cref="JwtKeyStoreException">The store did not confirm.</exception>
    public Task DeleteAsync(string id, CancellationToken cancellationToken) => CallAsync(
        "delete a key",
        async cancel =>
        {
            await store.DeleteKeyAsync(group, id, cancel);
            return true;
        },
        cancellationToken);

    /// <summary>Compares the clock of the store with the one of this process: one that is wrong must neither add nor delete keys.</summary>
    /// <returns>Whether they agree, to a minute.</returns>
    /// <exception cref="JwtKeyStoreException">The store did not respond.</exception>
    public async Task<bool> AgreesAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow();
        var now = await CallAsync("tell the time", store.GetTimeAsync, cancellationToken);
        return now >= before - MaxSkew && now <= time.GetUtcNow() + MaxSkew;
    }

    private async Task<T> CallAsync<T>(
        string operation, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            // A store that waits on the calling thread must not hold up the start for longer.
            return await Task.Run(() => call(limit.Token).AsTask(), limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new JwtKeyStoreException(
                $"The store of keys ({name}) did not {operation}. It is tried again; check that it is available: {e.Message}", e);
        }
    }
}
