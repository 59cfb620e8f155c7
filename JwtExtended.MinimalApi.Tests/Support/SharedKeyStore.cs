using System.Collections.Concurrent;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A store of keys in memory, or another one, with the clock of a test and hooks around each call.</summary>
internal sealed class SharedKeyStore(TimeProvider time, IJwtKeyStore? inner = null) : IJwtKeyStore
{
    private readonly ConcurrentDictionary<(string Group, string Id), StoredKey> _entries = new();

    /// <summary>Runs before each call, with its name.</summary>
    public Func<string, Task> Before { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Runs after each call, with its name.</summary>
    public Func<string, Task> After { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Changes what is listed.</summary>
    public Func<IEnumerable<StoredKey>, IEnumerable<StoredKey>> Listed { get; set; } = static entries => entries;

    /// <summary>Everything that is stored in memory.</summary>
    public IReadOnlyList<StoredKey> Entries => [.. _entries.Values.OrderBy(static entry => entry.Id, StringComparer.Ordinal)];

    public async ValueTask<IReadOnlyList<StoredKey>> ListKeysAsync(string group, CancellationToken cancellationToken)
    {
        await Before("list");
        var entries = inner is null
            ? [.. _entries.Where(entry => entry.Key.Group == group).Select(static entry => entry.Value)]
            : await inner.ListKeysAsync(group, cancellationToken);
        await After("list");
        return [.. Listed(entries)];
    }

    public async ValueTask<bool> TryAddKeyAsync(string group, StoredKey key, CancellationToken cancellationToken)
    {
        await Before("add");
        var added = inner is null ? _entries.TryAdd((group, key.Id), key) : await inner.TryAddKeyAsync(group, key, cancellationToken);
        await After("add");
        return added;
    }

    public async ValueTask DeleteKeyAsync(string group, string id, CancellationToken cancellationToken)
    {
        await Before("delete");
        if (inner is null)
            _entries.TryRemove((group, id), out _);
        else
            await inner.DeleteKeyAsync(group, id, cancellationToken);
        await After("delete");
    }

    public async ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken)
    {
        await Before("time");
        return time.GetUtcNow();
    }

    /// <summary>Replaces the text of an entry.</summary>
    public void Damage(string id, string value)
    {
        var key = _entries.Keys.Single(key => key.Id == id);
        _entries[key] = new StoredKey(id, value);
    }

    public void Clear() => _entries.Clear();
}
