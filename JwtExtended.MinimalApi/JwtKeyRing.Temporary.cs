using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi;

/// <content>Keys that come and go by themselves: those that rotate, and those that were replaced.</content>
public sealed partial class JwtKeyRing
{
    private readonly RingRules _rules;
    private readonly RotationSchedule? _schedule;
    private IReadOnlyList<KeptKey> _kept = [];
    private IReadOnlyList<RotatingKey> _rotating;
    private int _lastSigned;
    private (JwtKey Key, DateTimeOffset Until)? _handover;

    /// <summary>What removes a key in all processes; <see langword="null"/> where the ring is not stored.</summary>
    internal Action<JwtKey>? OnRetired { private get; set; }

    /// <summary>What announces the next key; <see langword="null"/> if the keys do not rotate.</summary>
    internal Func<CancellationToken, Task>? OnRotate { private get; set; }

    /// <summary>The configured keys, which other processes have as well.</summary>
    internal IReadOnlyList<JwtKey> Configured => _configured.Ring;

    /// <summary>Whether the keys that rotate are the only ones that can sign.</summary>
    internal bool IsRotationAlone => !_configured.Ring.Any(static key => key.CanSign);

    /// <summary>The keys that were replaced and verify still.</summary>
    internal IReadOnlyList<KeptKey> Kept
    {
        get
        {
            lock (_lock)
                return KeptAt(_rules.Now, []);
        }
    }

    /// <summary>
    /// Removes a key. Its tokens are refused from the next request on, including tokens that were verified before, and refresh tokens
    /// unless <see cref="JwtKeyOptions.RefreshSecrets"/> is set. Other services refuse them once they have fetched the keys again.
    /// </summary>
    /// <remarks>
    /// Other processes of the application remove a key that rotates, or that was replaced, within five minutes if they share the store of
    /// keys, and when they start. Every other key must be removed in each process. A key that rotates and signs can be removed when the
    /// next one has been announced (<see cref="RotateAsync"/>), which signs from then on.
    /// </remarks>
    /// <param name="kid">The id of the key.</param>
    /// <exception cref="ArgumentException">The ring has no key with this <c>kid</c>.</exception>
    /// <exception cref="InvalidOperationException">The key signs new tokens. Promote another key first.</exception>
    public void Retire(string kid)
    {
        JwtKey key;
        lock (_lock)
        {
            key = Get(kid);
            if (ReferenceEquals(key, Current.Signing))
                ThrowUnlessNextIsAnnounced(kid);
            // A configured key is still in its file: it must not come back with the next reload.
            _retired.Add(kid);
            _added.RemoveAll(added => added.Kid == kid);
            _kept = [.. _kept.Where(kept => kept.Key.Kid != kid)];
            _current = Build();
        }

        OnRetired?.Invoke(key);
    }

    /// <summary>
    /// Announces the next key at once, unless it is announced already: it is published, and signs after the time of
    /// <see cref="JwtKeyOptions.RotateEvery"/>, or as soon as the key that signs is retired.
    /// </summary>
    /// <remarks>
    /// For a key that was leaked: call this method, wait for ten minutes, so that all processes and other services know the next key, and
    /// call <see cref="Retire"/> for the one that was leaked.
    /// </remarks>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the key is stored.</returns>
    /// <exception cref="InvalidOperationException">The keys do not rotate (<see cref="JwtKeyOptions.RotateEvery"/>).</exception>
    /// <exception cref="JwtKeyStoreException">The store did not confirm.</exception>
    public async Task RotateAsync(CancellationToken cancellationToken = default)
    {
        if (OnRotate is null)
            throw new InvalidOperationException("The keys do not rotate. Call Keys.RotateEvery(...), or Add and Promote a key.");
        await OnRotate(cancellationToken);
    }

    /// <summary>Adds keys that other processes have seen replaced.</summary>
    internal void Keep(IEnumerable<KeptKey> keys)
    {
        lock (_lock)
        {
            _kept = Merge([.. _kept, .. keys]);
            _current = Build();
        }
    }

    /// <summary>Replaces the keys that rotate.</summary>
    internal void Rotate(IReadOnlyList<RotatingKey> keys)
    {
        lock (_lock)
        {
            _rotating = keys;
            _current = Build();
        }
    }

    /// <summary>Removes what another process has retired. Configured keys stay: they are each process's own.</summary>
    internal void RetireStored(Func<JwtKey, bool> isRetired)
    {
        lock (_lock)
        {
            foreach (var key in _rotating.Select(static key => key.Key).Concat(_kept.Select(static kept => kept.Key)).Where(isRetired))
                _retired.Add(key.Kid);
            _current = Build();
        }
    }

    private static List<KeptKey> Merge(IEnumerable<KeptKey> keys) =>
    [
        .. keys.GroupBy(static kept => kept.Key.Kid).Select(static same => new KeptKey(
            same.First().Key,
            same.Select(static kept => kept.Service).FirstOrDefault(static service => service is not null),
            same.Any(static kept => kept.Until is null) ? null : same.Max(static kept => kept.Until))),
    ];

    private List<KeptKey> KeepReplaced(LoadedKeys before)
    {
        if (!_rules.KeepsReplaced)
            return [];
        var now = _rules.Now;
        var gone = before.Ring
            .Where(key => !_retired.Contains(key.Kid) && !_configured.Ring.Any(next => next.Kid == key.Kid && DoesAll(next, key)))
            .ToList();
        if (_current.Signing is { CanSign: true } signing && gone.Contains(signing))
            _handover = (signing, now + RingRules.Handover);
        // One that was replaced during its handover signs no longer than the first time.
        var replaced = gone.ConvertAll(key => KeptKey.Of(key, _rules.EndOf(now + RingRules.Handover)));
        _kept = Merge([.. replaced, .. _kept.Where(kept => !kept.IsOver(now))]);
        return replaced;
    }

    // A key that has lost its private part has lost the key of its refresh tokens with it.
    private static bool DoesAll(JwtKey next, JwtKey before) =>
        before.ServiceKey is not { } service || next.ServiceKey?.Kid == service.Kid;

    private List<KeptKey> KeptAt(DateTimeOffset now, IEnumerable<JwtKey> others)
    {
        var kids = others.Select(static key => key.Kid).ToHashSet(StringComparer.Ordinal);
        return [.. _kept.Where(kept => !kept.IsOver(now) && !_retired.Contains(kept.Key.Kid) && !kids.Contains(kept.Key.Kid))];
    }

    // The key that signs on after it was replaced.
    private JwtKey? HandoverAt(DateTimeOffset now, IEnumerable<JwtKey> configured) =>
        _handover is var (key, until) && now < until && !_retired.Contains(key.Kid) && configured.All(other => other.Kid != key.Kid)
            ? key
            : null;

    private bool IsRetired(RotatingKey key) => _retired.Contains(key.Key.Kid);

    private List<RotatingKey> RotatingAt(DateTimeOffset now)
    {
        if (_schedule is not { } schedule)
            return [];
        var usable = _rotating.Where(key => !IsRetired(key)).ToList();
        return [.. usable.Where(key => !schedule.IsOver(key, usable, now))];
    }

    private JwtKey? RotatingSigner(List<RotatingKey> living, DateTimeOffset now, bool isAlone)
    {
        var signing = RotationSchedule.SigningAt(_rotating, IsRetired, now, _lastSigned) ?? (isAlone ? living.FirstOrDefault() : null);
        // What is over verifies nowhere.
        if (signing is not null && !living.Contains(signing))
            signing = living.LastOrDefault();
        _lastSigned = Math.Max(_lastSigned, signing?.Number ?? 0);
        return signing?.Key;
    }

    private TemporaryKeys Describe(List<RotatingKey> rotating, List<KeptKey> kept, DateTimeOffset now)
    {
        var services = rotating.ToDictionary(static key => key.Key.Kid, static key => key.Service, StringComparer.Ordinal);
        // Refresh secrets take the place of what is derived from keys.
        foreach (var key in _kept.Where(key => !key.IsOver(now) && !_retired.Contains(key.Key.Kid)))
        {
            if (key.Service is { } service && _configured.RefreshSecrets.Count == 0)
                services.TryAdd(key.Key.Kid, service);
        }

        return new TemporaryKeys
        {
            Kids = rotating.Select(static key => key.Key.Kid).Concat(kept.Select(static key => key.Key.Kid)).ToHashSet(),
            ServiceKeys = services,
            ChangesAt = kept.Select(static key => key.Until)
                .Append(_schedule?.ChangesAfter(rotating, now))
                .Append(_handover?.Until > now ? _handover?.Until : null)
                .Min(),
        };
    }

    private void ThrowUnlessNextIsAnnounced(string kid)
    {
        // The key that has replaced it takes over at once.
        if (_handover?.Key.Kid == kid)
            return;
        var signing = _rotating.FirstOrDefault(key => key.Key.Kid == kid);
        if (signing is null)
            throw new InvalidOperationException($"The key '{kid}' signs new tokens. Promote another key first, then retire this one.");
        if (!_rotating.Any(key => key.Number > signing.Number && !IsRetired(key)))
        {
            throw new InvalidOperationException(
                $"The key '{kid}' signs new tokens, and the next one is not announced yet. Call RotateAsync() first, and retire this one "
                + "when all processes and other services know the next key, after ten minutes.");
        }
    }
}
