using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi;

/// <summary>
/// The keys of one app: one signs, any number verify. They can be changed while requests run: every request works with the keys of one moment,
/// and a change counts from the next request on. Changes are for this process; every process of the app needs them.
/// </summary>
public sealed class JwtKeyRing
{
    private readonly Lock _lock = new();
    private readonly List<JwtKey> _added = [];
    private readonly HashSet<string> _retired = new(StringComparer.Ordinal);
    private IReadOnlyList<JwtKey> _configured;
    private string? _promoted;
    private volatile KeySet _current;

    internal JwtKeyRing(IReadOnlyList<JwtKey> configured)
    {
        _configured = configured;
        _current = Build();
    }

    /// <summary>The key that signs new tokens; a public key when the app only verifies.</summary>
    public JwtKey Signing => _current.Signing;

    /// <summary>Every key that verifies, the signing one included.</summary>
    public IReadOnlyList<JwtKey> Verifying => _current.Verifying;

    internal KeySet Current => _current;

    /// <summary>Adds a key that verifies from the next request on. It signs after <see cref="Promote"/>; publish it first (<c>MapJwks</c>), so that others know it by then.</summary>
    /// <remarks>How long others take to see it is theirs to choose: <c>JwtBearer</c> fetches keys every 12 hours, and once it meets an unknown <c>kid</c>, whose first request it refuses.</remarks>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">A key with this <c>kid</c> is there already.</exception>
    public void Add(JwtKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_lock)
        {
            if (_current.Has(key.Kid))
                throw new ArgumentException($"A key with the kid '{key.Kid}' is in the ring already. Retire it first, or add another one.", nameof(key));
            // A key that is added again is meant; the configured one of its kid stays away.
            _added.RemoveAll(old => old.Kid == key.Kid);
            _added.Add(key);
            _current = Build();
        }
    }

    /// <summary>Signs new tokens with this key. The old one goes on verifying until it is retired.</summary>
    /// <param name="kid">The id of a key in the ring.</param>
    /// <exception cref="ArgumentException">No key has this <c>kid</c>, or it is a public key and cannot sign.</exception>
    public void Promote(string kid)
    {
        lock (_lock)
        {
            if (!Find(kid).CanSign)
                throw new ArgumentException($"The key '{kid}' can only verify. Add its private key.", nameof(kid));
            _promoted = kid;
            _current = Build();
        }
    }

    /// <summary>Takes a key away: from the next request on its tokens are refused, remembered ones too. Other services refuse them when they fetch the keys again.</summary>
    /// <param name="kid">The id of a key in the ring.</param>
    /// <exception cref="ArgumentException">No key has this <c>kid</c>.</exception>
    /// <exception cref="InvalidOperationException">The key signs. Promote another one first.</exception>
    public void Retire(string kid)
    {
        lock (_lock)
        {
            if (ReferenceEquals(Find(kid), _current.Signing))
                throw new InvalidOperationException($"The key '{kid}' signs new tokens. Promote another key first, then retire this one.");
            // A configured key is still in its file: it must not come back with the next reload.
            _retired.Add(kid);
            _added.RemoveAll(key => key.Kid == kid);
            _current = Build();
        }
    }

    /// <summary>Replaces the configured keys. Those that did not change stay the very objects they were, so that remembered tokens stay remembered.</summary>
    /// <exception cref="ArgumentException">The ring would lose its last key, or the last one that signs; it stays as it was.</exception>
    /// <returns>Whether anything changed.</returns>
    internal bool Reload(IReadOnlyList<JwtKey> configured)
    {
        lock (_lock)
        {
            var before = _configured;
            _configured = [.. configured.Select(key => before.FirstOrDefault(old => old.IsSameAs(key)) ?? key)];
            if (_configured.SequenceEqual(before))
                return false;
            try
            {
                var next = Build();
                if (_current.Signing.CanSign && !next.Signing.CanSign)
                    throw new ArgumentException("No key would be left that signs.");
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

    private JwtKey Find(string kid)
    {
        ArgumentNullException.ThrowIfNull(kid);
        return _current.Find(kid, default) ?? throw new ArgumentException($"No key of the ring has the kid '{kid}'.", nameof(kid));
    }

    private KeySet Build()
    {
        var configured = _configured.Where(key => !_retired.Contains(key.Kid) && !_added.Exists(added => added.Kid == key.Kid)).ToList();
        var verifying = configured.Concat(_added).ToList();
        if (verifying.Count == 0)
            throw new ArgumentException("No key would be left.");
        // What was added signs only after it was promoted.
        var signing = verifying.Find(key => key.Kid == _promoted && key.CanSign) ?? configured.Find(static key => key.CanSign) ?? verifying[0];
        return new KeySet(signing, verifying.AsReadOnly());
    }
}
