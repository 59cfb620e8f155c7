using JwtExtended.MinimalApi.Keys.Publishing;
using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi;

/// <summary>
/// The keys of an app: one signs, any number verify. They can be changed while requests run: each request uses a single snapshot, and a
/// change takes effect with the next request. A change affects only this process and must be made in every process of the app, except where
/// a method says otherwise.
/// </summary>
public sealed partial class JwtKeyRing
{
    private readonly Lock _lock = new();
    private readonly List<JwtKey> _added = [];
    private readonly HashSet<string> _retired = new(StringComparer.Ordinal);
    private LoadedKeys _configured;
    private string? _promoted;
    private volatile KeySet _current;

    /// <param name="configured">The configured keys.</param>
    /// <param name="rules">How long keys have to verify.</param>
    /// <param name="rotating">The keys that the app has generated.</param>
    internal JwtKeyRing(LoadedKeys configured, RingRules rules, IReadOnlyList<RotatingKey> rotating)
    {
        _configured = configured;
        _rules = rules;
        _rotating = rotating;
        _schedule = rules.Rotation is { } plan ? new RotationSchedule(plan, rules) : null;
        _current = Build();
    }

    /// <summary>Gets the key that signs new tokens; a public key if the app only verifies.</summary>
    public JwtKey Signing => Current.Signing;

    /// <summary>Gets all keys that verify tokens, including the signing key.</summary>
    public IReadOnlyList<JwtKey> Verifying => Current.Verifying;

    internal KeySet Current
    {
        get
        {
            var current = _current;
            return current.ChangesAt == long.MaxValue || _rules.Now.UtcTicks < current.ChangesAt ? current : BuildAgain();
        }
    }

    internal PublishedKeys Published => Current.Published;

    /// <summary>
    /// Adds a key that verifies tokens from the next request on. It does not sign before <see cref="Promote"/> is called, so that it can be
    /// published first (<c>MapJwks</c>).
    /// </summary>
    /// <remarks>
    /// Other services decide how soon they see a published key: <c>JwtBearer</c> fetches keys every 12 hours, and when it finds an unknown
    /// <c>kid</c>, but refuses the request that contained it.
    /// </remarks>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">The ring already has a key with the same <c>kid</c>.</exception>
    public void Add(JwtKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_lock)
        {
            if (Current.Has(key.Kid))
            {
                throw new ArgumentException(
                    $"The ring already has a key with the kid '{key.Kid}'. Retire that key first, or add a different one.", nameof(key));
            }

            // Adding a retired key again is deliberate; a configured key with the same kid stays out.
            _added.RemoveAll(old => old.Kid == key.Kid);
            _added.Add(key);
            _current = Build();
        }
    }

    /// <summary>Signs new tokens with a key of the ring. The previous key continues to verify until it is retired.</summary>
    /// <param name="kid">The id of the key.</param>
    /// <exception cref="ArgumentException">The ring has no key with this <c>kid</c>, or the key is public and cannot sign.</exception>
    /// <exception cref="InvalidOperationException">The keys rotate by themselves (<see cref="JwtKeyOptions.RotateEvery"/>).</exception>
    public void Promote(string kid)
    {
        lock (_lock)
        {
            if (_schedule is not null)
            {
                throw new InvalidOperationException(
                    "The keys rotate by themselves (Keys.RotateEvery): a key that signs in this process alone would be unknown to the "
                    + "others. Call RotateAsync() to announce the next key, and Retire(kid) for one that must not verify.");
            }

            if (!Get(kid).CanSign)
                throw new ArgumentException($"The key '{kid}' can only verify. Add its private key.", nameof(kid));
            _promoted = kid;
            _current = Build();
        }
    }

    /// <summary>Replaces the configured keys. Unchanged keys keep their instance, so that cached tokens stay valid.</summary>
    /// <param name="configured">The keys.</param>
    /// <param name="kept">The replaced keys that continue to verify.</param>
    /// <returns>Whether any key changed.</returns>
    /// <exception cref="ArgumentException">The ring would lose its last key, or its last key that signs; it stays unchanged.</exception>
    internal bool Reload(LoadedKeys configured, out IReadOnlyList<KeptKey> kept)
    {
        lock (_lock)
        {
            kept = [];
            var (before, keptBefore, handoverBefore) = (_configured, _kept, _handover);
            _configured = new LoadedKeys(
                KeepInstances(before.Ring, configured.Ring), KeepInstances(before.RefreshSecrets, configured.RefreshSecrets));
            if (_configured.Ring.SequenceEqual(before.Ring) && _configured.RefreshSecrets.SequenceEqual(before.RefreshSecrets))
                return false;
            try
            {
                kept = KeepReplaced(before);
                var next = Build();
                if (_current.Signing.CanSign && !next.Signing.CanSign)
                    throw new ArgumentException("No key would remain that can sign.");
                _current = next;
                return true;
            }
            catch (ArgumentException)
            {
                (_configured, _kept, _handover) = (before, keptBefore, handoverBefore);
                throw;
            }
        }
    }

    private static List<JwtKey> KeepInstances(IReadOnlyList<JwtKey> before, IReadOnlyList<JwtKey> loaded) =>
        [.. loaded.Select(key => before.FirstOrDefault(old => old.IsSameAs(key)) ?? key)];

    private JwtKey Get(string kid)
    {
        ArgumentNullException.ThrowIfNull(kid);
        return Current.Find(kid) ?? throw new ArgumentException($"The ring has no key with the kid '{kid}'.", nameof(kid));
    }

    private KeySet BuildAgain()
    {
        lock (_lock)
        {
            // Of the requests that come at the instant of a change, the first one builds.
            return _rules.Now.UtcTicks < _current.ChangesAt ? _current : _current = Build();
        }
    }

    private KeySet Build()
    {
        var now = _rules.Now;
        var configured = _configured.Ring
            .Where(key => !_retired.Contains(key.Kid) && !_added.Exists(added => added.Kid == key.Kid))
            .ToList();
        List<JwtKey> lasting = [.. configured, .. _added];
        var rotating = RotatingAt(now);
        var kept = KeptAt(now, [.. lasting, .. rotating.Select(static key => key.Key)]);
        var handover = HandoverAt(now, lasting);
        List<JwtKey> verifying =
        [
            .. lasting,
            .. rotating.Select(static key => key.Key),
            .. kept.Select(key => key.Key.Kid == handover?.Kid ? handover : key.Key),
        ];
        if (verifying.Count == 0)
            throw new ArgumentException("No key would remain.");
        // An added key signs only after it was promoted.
        var signing = lasting.Find(key => key.Kid == _promoted && key.CanSign)
            ?? RotatingSigner(rotating, now, isAlone: !configured.Exists(static key => key.CanSign))
            ?? handover
            ?? configured.Find(static key => key.CanSign)
            ?? verifying[0];
        return new KeySet(signing, verifying.AsReadOnly(), _configured.RefreshSecrets, Describe(rotating, kept, now));
    }
}
