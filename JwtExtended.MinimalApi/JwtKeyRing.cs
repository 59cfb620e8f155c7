using JwtExtended.MinimalApi.Keys.Publishing;
using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi;

/// <summary>
/// The keys of an app: one signs, any number verify. They can be changed while requests run: each request uses a single snapshot, and a
/// change takes effect with the next request. A change affects only this process and must be made in every process of the app.
/// </summary>
public sealed class JwtKeyRing
{
    private readonly Lock _lock = new();
    private readonly List<JwtKey> _added = [];
    private readonly HashSet<string> _retired = new(StringComparer.Ordinal);
    private LoadedKeys _configured;
    private string? _promoted;
    private volatile KeySet _current;

    internal JwtKeyRing(LoadedKeys configured)
    {
        _configured = configured;
        _current = Build();
    }

    /// <summary>Gets the key that signs new tokens; a public key if the app only verifies.</summary>
    public JwtKey Signing => _current.Signing;

    /// <summary>Gets all keys that verify tokens, including the signing key.</summary>
    public IReadOnlyList<JwtKey> Verifying => _current.Verifying;

    internal KeySet Current => _current;

    internal PublishedKeys Published => _current.Published;

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
            if (_current.Has(key.Kid))
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
    public void Promote(string kid)
    {
        lock (_lock)
        {
            if (!Get(kid).CanSign)
                throw new ArgumentException($"The key '{kid}' can only verify. Add its private key.", nameof(kid));
            _promoted = kid;
            _current = Build();
        }
    }

    /// <summary>
    /// Removes a key. Its tokens are refused from the next request on, including tokens that were verified before, and refresh tokens
    /// unless <see cref="JwtKeyOptions.RefreshSecrets"/> is set. Other services refuse them once they have fetched the keys again.
    /// </summary>
    /// <param name="kid">The id of the key.</param>
    /// <exception cref="ArgumentException">The ring has no key with this <c>kid</c>.</exception>
    /// <exception cref="InvalidOperationException">The key signs new tokens. Promote another key first.</exception>
    public void Retire(string kid)
    {
        lock (_lock)
        {
            if (ReferenceEquals(Get(kid), _current.Signing))
                throw new InvalidOperationException($"The key '{kid}' signs new tokens. Promote another key first, then retire this one.");
            // A configured key is still in its file: it must not come back with the next reload.
            _retired.Add(kid);
            _added.RemoveAll(key => key.Kid == kid);
            _current = Build();
        }
    }

    /// <summary>Replaces the configured keys. Unchanged keys keep their instance, so that cached tokens stay valid.</summary>
    /// <returns>Whether any key changed.</returns>
    /// <exception cref="ArgumentException">The ring would lose its last key, or its last key that signs; it stays unchanged.</exception>
    internal bool Reload(LoadedKeys configured)
    {
        lock (_lock)
        {
            var before = _configured;
            _configured = new LoadedKeys(
                KeepInstances(before.Ring, configured.Ring), KeepInstances(before.RefreshSecrets, configured.RefreshSecrets));
            if (_configured.Ring.SequenceEqual(before.Ring) && _configured.RefreshSecrets.SequenceEqual(before.RefreshSecrets))
                return false;
            try
            {
                var next = Build();
                if (_current.Signing.CanSign && !next.Signing.CanSign)
                    throw new ArgumentException("No key would remain that can sign.");
                _current = next;
                return true;
            }
            catch (ArgumentException)
            {
                _configured = before;
                throw;
            }
        }
    }

    private static List<JwtKey> KeepInstances(IReadOnlyList<JwtKey> before, IReadOnlyList<JwtKey> loaded) =>
        [.. loaded.Select(key => before.FirstOrDefault(old => old.IsSameAs(key)) ?? key)];

    private JwtKey Get(string kid)
    {
        ArgumentNullException.ThrowIfNull(kid);
        return _current.Find(kid) ?? throw new ArgumentException($"The ring has no key with the kid '{kid}'.", nameof(kid));
    }

    private KeySet Build()
    {
        var configured = _configured.Ring
            .Where(key => !_retired.Contains(key.Kid) && !_added.Exists(added => added.Kid == key.Kid))
            .ToList();
        var verifying = configured.Concat(_added).ToList();
        if (verifying.Count == 0)
            throw new ArgumentException("No key would remain.");
        // An added key signs only after it was promoted.
        var signing = verifying.Find(key => key.Kid == _promoted && key.CanSign)
            ?? configured.Find(static key => key.CanSign)
            ?? verifying[0];
        return new KeySet(signing, verifying.AsReadOnly(), _configured.RefreshSecrets);
    }
}
