using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>
/// Reads the keys that rotate from the store that all processes share, and adds the next one when it is time. Whatever is stored first
/// counts, for the process that wrote it too: processes need no lock. A key that is known is in use until it is over, whatever the store
/// says later.
/// </summary>
internal sealed class KeyRotation(KeyStorage storage, RotatingKeySeal seal, RingRules rules, ILogger logger)
{
    private const int StartAttempts = 3;

    private readonly RotationPlan _plan = rules.Rotation!;
    private readonly RotationSchedule _schedule = new(rules.Rotation!, rules);
    private readonly Dictionary<string, RotatingKey> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _retired = new(StringComparer.Ordinal);
    private Dictionary<string, StoredKey> _entries = [];
    private List<string> _unreadable = [];

    /// <summary>The keys that are known, in the order of their numbers.</summary>
    public IReadOnlyList<RotatingKey> Keys =>
        [.. _known.Values.OrderBy(static key => key.Number).ThenBy(static key => key.Times.SignsFrom).ThenBy(static key => key.Key.Kid)];

    private List<RotatingKey> Usable => [.. Keys.Where(key => !IsRetired(key.Key))];

    /// <summary>Reads the keys, or generates the first one.</summary>
    /// <param name="isAlone">Whether no other key can sign.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the keys are known.</returns>
    /// <exception cref="JwtKeyStoreException">The store did not respond, or has keys that cannot be used.</exception>
    public async Task StartAsync(bool isAlone, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await ReadAsync(cancellationToken);
            if (_unreadable.Count > 0)
                throw new JwtKeyStoreException(DescribeUnreadable());
            if (!await storage.AgreesAsync(rules.Time, cancellationToken))
            {
                if (Usable.Count == 0)
                    throw new JwtKeyStoreException(DescribeClock());
                Log.KeyStoreClockDiffers(logger, storage.Name);
                return;
            }

            await AddNextAsync(isAlone, isForced: false, cancellationToken);
            if (Usable.Count > 0)
                return;
            if (attempt == StartAttempts)
            {
                throw new JwtKeyStoreException(
                    $"The store of keys ({storage.Name}) does not list the keys that it has. Check that it lists all of them.");
            }
        }
    }

    /// <summary>Reads the keys, adds what is missing, and deletes what is over.</summary>
    /// <param name="isAlone">Whether no other key can sign.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes then.</returns>
    /// <exception cref="JwtKeyStoreException">The store did not respond.</exception>
    public async Task SynchronizeAsync(bool isAlone, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        if (await MayWriteAsync(cancellationToken) is { } problem)
        {
            Log.KeyStoreFailed(logger, problem);
            return;
        }

        await RepairAsync(cancellationToken);
        await AddNextAsync(isAlone, isForced: false, cancellationToken);
        await DeleteAsync(cancellationToken);
    }

    /// <summary>Announces the next key, unless one is announced.</summary>
    /// <returns>A task that completes when it is known.</returns>
    /// <exception cref="JwtKeyStoreException">The store did not confirm.</exception>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        if (await MayWriteAsync(cancellationToken) is { } problem)
            throw new JwtKeyStoreException(problem);
        var now = rules.Now;
        if (!Usable.Any(key => key.Times.SignsFrom > now && !RotationSchedule.IsFromFuture(key, now)))
            await AddNextAsync(isAlone: false, isForced: true, cancellationToken);
    }

    /// <summary>Notes that a key was retired: it is not stored again.</summary>
    public void Retire(string kid) => _retired.Add(StoredKeyId.Retired(kid));

    /// <summary>Whether a key was retired, here or by another process.</summary>
    /// <returns><see langword="true"/> if it must not verify.</returns>
    public bool IsRetired(JwtKey key)
    {
        var id = StoredKeyId.Retired(key.Kid);
        return _retired.Contains(id) || _entries.ContainsKey(id);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var entries = await storage.ListAsync(cancellationToken);
        var stored = _known.Values.Select(static key => key.Entry).ToHashSet();
        var unreadable = new List<string>();
        foreach (var entry in entries.Values.Where(entry => !stored.Contains(entry)))
        {
            if (StoredKeyId.ReadRotating(entry.Id) is not { } number)
                continue;
            if (seal.Open(number, entry) is { } key)
                _known.TryAdd(key.Key.Kid, key);
            else
                unreadable.Add(entry.Id);
        }

        (_entries, _unreadable) = (entries, unreadable);
        foreach (var key in Keys.Where(key => RotationSchedule.IsFromFuture(key, rules.Now)))
            Log.KeyFromFuture(logger, key.Key.Kid, key.Entry.Id);
    }

    private async Task<string?> MayWriteAsync(CancellationToken cancellationToken)
    {
        if (_unreadable.Count > 0)
            return DescribeUnreadable();
        return await storage.AgreesAsync(rules.Time, cancellationToken) ? null : DescribeClock();
    }

    // A store that has lost its data gets back what the processes have.
    private async Task RepairAsync(CancellationToken cancellationToken)
    {
        var usable = Usable;
        foreach (var key in usable.Where(key => !_entries.ContainsKey(key.Entry.Id) && !_schedule.IsOver(key, usable, rules.Now)))
            await storage.TryAddAsync(key.Entry, cancellationToken);
        if (usable.Count > 0 && !_entries.ContainsKey(StoredKeyId.Origin))
            await storage.TryAddAsync(new StoredKey(StoredKeyId.Origin, StoredKeyId.Origin), cancellationToken);
    }

    private async Task AddNextAsync(bool isAlone, bool isForced, CancellationToken cancellationToken)
    {
        var (keys, now) = (Usable, rules.Now);
        if (_schedule.Next(keys, now, isAlone, isForced) is not { } times)
            return;
        // The first key is for a store that never had one: otherwise the list was not complete, and is read again.
        if (_known.Count == 0 && !_entries.ContainsKey(StoredKeyId.Origin)
            && !await storage.TryAddAsync(new StoredKey(StoredKeyId.Origin, StoredKeyId.Origin), cancellationToken))
        {
            await ReadAsync(cancellationToken);
            if (_unreadable.Count > 0 || Usable.Count > 0)
                return;
        }

        var number = _entries.Keys.Select(StoredKeyId.ReadRotating).Concat(_known.Values.Select(static key => (int?)key.Number)).Max() ?? 0;
        var next = seal.Create(number + 1, _plan.Algorithm, times);
        var isFirst = await storage.TryAddAsync(next.Entry, cancellationToken);
        // What is stored counts, not what this process wanted to store.
        await ReadAsync(cancellationToken);
        if (isFirst && _known.ContainsKey(next.Key.Kid))
            Log.KeyAnnounced(logger, next.Key.Kid, next.Times.SignsFrom);
    }

    private async Task DeleteAsync(CancellationToken cancellationToken)
    {
        var usable = Usable;
        foreach (var key in Keys.Where(key => _schedule.IsOver(key, usable, rules.Now)))
        {
            await storage.DeleteAsync(key.Entry.Id, cancellationToken);
            _known.Remove(key.Key.Kid);
            Log.KeyDeleted(logger, key.Key.Kid);
        }
    }

    private string DescribeUnreadable() =>
        $"The keys in the store ({storage.Name}) cannot be decrypted: {string.Join(", ", _unreadable.Take(5))}. Nothing was written. All "
        + "processes of the application have to share the keys of Data Protection and its application name: "
        + "builder.Services.AddDataProtection().PersistKeysToFileSystem(...).SetApplicationName(...), or another store of them. If those "
        + "keys are lost, or the entries damaged, delete these entries: new keys are generated, and tokens of the old ones are refused.";

    private string DescribeClock() =>
        $"The clock of the store of keys ({storage.Name}) differs from the one of this process by more than a minute. Keys were neither "
        + "added nor deleted. Synchronize both clocks.";
}
