using System.Diagnostics.CodeAnalysis;
using JwtExtended.MinimalApi.Keys.Publishing;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>The keys of one app at one moment: one signs, any number verify. Immutable; a request works with one of these from start to end.</summary>
internal sealed class KeySet
{
    private readonly Dictionary<string, JwtKey> _byKid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KnownHeader>.AlternateLookup<ReadOnlySpan<char>> _byHeader;
    private readonly JwtKey?[] _onlyOfAlgorithm = new JwtKey?[Enum.GetValues<JwtAlgorithm>().Length];
    private PublishedKeys? _published;

    /// <exception cref="ArgumentException">Two keys have one <c>kid</c>.</exception>
    public KeySet(JwtKey signing, IReadOnlyList<JwtKey> verifying)
    {
        Signing = signing;
        Verifying = verifying;
        var headers = new Dictionary<string, KnownHeader>(StringComparer.Ordinal);
        foreach (var key in verifying)
        {
            if (!_byKid.TryAdd(key.Kid, key))
                throw new ArgumentException($"Two keys have the kid '{key.Kid}'. Every key needs its own.");
            headers[key.AccessHeader] = new KnownHeader(key, TokenType.Access);
            headers[key.RefreshHeader] = new KnownHeader(key, TokenType.Refresh);
            headers[key.TicketHeader] = new KnownHeader(key, TokenType.Ticket);
        }

        _byHeader = headers.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var group in verifying.GroupBy(static key => key.Algorithm))
            _onlyOfAlgorithm[(int)group.Key] = group.Count() == 1 ? group.First() : null;
    }

    /// <summary>The key that signs; a public key when this app only verifies.</summary>
    public JwtKey Signing { get; }

    public IReadOnlyList<JwtKey> Verifying { get; }

    /// <summary>The public keys as they are published, made when first asked for.</summary>
    public PublishedKeys Published => _published ??= new PublishedKeys(Verifying);

    /// <summary>The key of a token's header. Without a <c>kid</c> the only one of the algorithm: guessing would make one key's weakness the other's.</summary>
    public JwtKey? Find(string? kid, JwtAlgorithm algorithm) =>
        kid is null ? _onlyOfAlgorithm[(int)algorithm] : _byKid.GetValueOrDefault(kid);

    /// <summary>Whether the encoded header is one that a key of this set writes itself: then it needs no parsing.</summary>
    public bool TryFindHeader(ReadOnlySpan<char> encoded, out KnownHeader header) => _byHeader.TryGetValue(encoded, out header);

    /// <summary>Whether this very object verifies: another one under the same <c>kid</c> is another key.</summary>
    public bool Holds([NotNullWhen(true)] JwtKey? key) => key is not null && ReferenceEquals(_byKid.GetValueOrDefault(key.Kid), key);

    public bool Has(string kid) => _byKid.ContainsKey(kid);
}
