using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>
/// Keeps what remains of replaced keys where a restart and other processes find it: in the store that all share, or beside the key files.
/// </summary>
/// <param name="ring">The ring.</param>
/// <param name="rules">How long keys have to verify.</param>
/// <param name="storages">Where to keep the keys; empty for the memory of this process alone.</param>
/// <param name="logger">The log.</param>
internal sealed class ReplacedKeys(JwtKeyRing ring, RingRules rules, IReadOnlyList<KeyStorage> storages, ILogger logger)
{
    // Of an entry that another process wrote when it saw the same change.
    private const long SameChangeSeconds = 300;

    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    /// <summary>Keeps keys that were just replaced.</summary>
    /// <returns>A task that completes when it is known who keeps them.</returns>
    public async Task KeepAsync(IReadOnlyList<KeptKey> replaced, CancellationToken cancellationToken)
    {
        string? problem = "there is no store, and no key file to keep it beside";
        foreach (var storage in storages)
        {
            try
            {
                problem = await SynchronizeAsync(storage, cancellationToken) ? null : "the keys that replaced it cannot be exported";
            }
            catch (JwtKeyStoreException e)
            {
                problem = e.InnerException?.Message ?? e.Message;
            }

            if (problem is null)
                break;
        }

        foreach (var kept in replaced.Where(kept => ring.Kept.Any(key => key.Key.Kid == kept.Key.Kid)))
        {
            var until = kept.Until?.ToString("u", null) ?? "it is retired";
            Log.KeyKept(logger, kept.Key.Kid, until);
            if (problem is not null)
                Log.KeyKeptInMemory(logger, kept.Key.Kid, until, problem);
        }
    }

    /// <summary>Reads what other processes and earlier runs have kept, writes what is missing, and deletes what is over.</summary>
    /// <returns>Whether all stores responded. Failures are logged.</returns>
    public async Task<bool> SynchronizeAsync(CancellationToken cancellationToken)
    {
        var succeeded = true;
        foreach (var storage in storages)
        {
            try
            {
                await SynchronizeAsync(storage, cancellationToken);
            }
            catch (JwtKeyStoreException e)
            {
                // A folder beside a key file that is mounted read-only: that was logged when the key was replaced.
                if (storage.IsShared)
                    Log.KeyStoreFailed(logger, e.Message);
                succeeded &= !storage.IsShared;
            }
        }

        return succeeded;
    }

    /// <summary>Makes other processes remove a key.</summary>
    /// <returns>A task that completes when it is stored that the key is retired.</returns>
    /// <exception cref="JwtKeyStoreException">A store did not confirm.</exception>
    public async Task RetireAsync(string kid, CancellationToken cancellationToken)
    {
        foreach (var storage in storages)
        {
            var kept = (await storage.ListAsync(cancellationToken)).Keys.Where(id => StoredKeyId.IsReplaced(id, kid)).ToList();
            if (kept.Count == 0 && !storage.IsShared)
                continue;
            // First that it is retired: another process might write again what is deleted.
            await storage.TryAddAsync(new StoredKey(StoredKeyId.Retired(kid), "retired"), cancellationToken);
            foreach (var id in kept)
                await storage.DeleteAsync(id, cancellationToken);
        }
    }

    private async Task<bool> SynchronizeAsync(KeyStorage storage, CancellationToken cancellationToken)
    {
        var entries = await storage.ListAsync(cancellationToken);
        var seal = new ReplacedKeySeal(storage.Group);
        Read(entries, seal);
        var written = await WriteAsync(storage, entries, seal, cancellationToken);
        await DeleteAsync(storage, entries, cancellationToken);
        return written;
    }

    private void Read(Dictionary<string, StoredKey> entries, ReplacedKeySeal seal)
    {
        ring.RetireStored(key => entries.ContainsKey(StoredKeyId.Retired(key.Kid)));
        var found = new List<KeptKey>();
        foreach (var sealer in ring.Configured)
        {
            foreach (var entry in entries.Values.Where(entry => StoredKeyId.IsSealedBy(entry.Id, sealer.Kid)))
            {
                if (seal.Open(entry, sealer) is not { } kept)
                    Refuse(entry, sealer);
                else if (!entries.ContainsKey(StoredKeyId.Retired(kept.Key.Kid)))
                    found.Add(kept with { Until = Earlier(kept.Until, rules.EndOf(rules.Now)) });
            }
        }

        ring.Keep(found);
    }

    // Anyone who can write to the store can write such entries, and must not fill the log with them.
    private void Refuse(StoredKey entry, JwtKey sealer)
    {
        if (sealer.CanSign && _refused.Count < 100 && _refused.Add(entry.Id))
            Log.ReplacedKeyRefused(logger, entry.Id);
    }

    private async Task<bool> WriteAsync(
        KeyStorage storage, Dictionary<string, StoredKey> entries, ReplacedKeySeal seal, CancellationToken cancellationToken)
    {
        var sealers = ring.Configured.Where(static key => key.CanSign).ToList();
        var isKept = true;
        foreach (var kept in ring.Kept)
        {
            var others = sealers.Where(sealer => sealer.Kid != kept.Key.Kid);
            var own = others.Select(sealer => seal.Create(kept, sealer)).OfType<StoredKey>().ToList();
            isKept &= own.Count > 0;
            foreach (var entry in own)
            {
                if (entries.TryGetValue(entry.Id, out var old))
                {
                    if (LastsAsLong(old, entry))
                        continue;
                    // The key has come back meanwhile, and was replaced once more.
                    await storage.DeleteAsync(entry.Id, cancellationToken);
                }

                await storage.TryAddAsync(entry, cancellationToken);
            }
        }

        return isKept;
    }

    private async Task DeleteAsync(KeyStorage storage, Dictionary<string, StoredKey> entries, CancellationToken cancellationToken)
    {
        var over = entries.Values
            .Where(entry => StoredKeyId.IsReplaced(entry.Id) && ReplacedKeySeal.ReadExpiry(entry.Value) is > 0 and { } expires
                && expires <= rules.Now.ToUnixTimeSeconds())
            .ToList();
        // A clock that is ahead must not delete what other processes need.
        if (over.Count == 0 || !await storage.AgreesAsync(rules.Time, cancellationToken))
            return;
        foreach (var entry in over)
            await storage.DeleteAsync(entry.Id, cancellationToken);
    }

    private static bool LastsAsLong(StoredKey old, StoredKey entry) =>
        ReplacedKeySeal.ReadExpiry(old.Value) is { } before && ReplacedKeySeal.ReadExpiry(entry.Value) is { } after
        && (before == 0 || (after != 0 && before >= after - SameChangeSeconds));

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
