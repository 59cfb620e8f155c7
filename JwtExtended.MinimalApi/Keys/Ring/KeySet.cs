using System.Diagnostics.CodeAnalysis;
using JwtExtended.MinimalApi.Keys.Publishing;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>An immutable snapshot of an app's keys: one signs, any number verify. A request uses the same snapshot throughout.</summary>
internal sealed class KeySet
{
    private readonly Dictionary<string, JwtKey> _byKid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KnownHeader>.AlternateLookup<ReadOnlySpan<char>> _byHeader;
    private readonly Dictionary<JwtAlgorithm, JwtKey> _onlyKeyByAlgorithm;
    private PublishedKeys? _published;

    /// <exception cref="ArgumentException">Two keys have the same <c>kid</c>.</exception>
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
        _onlyKeyByAlgorithm = verifying.GroupBy(static key => key.Algorithm)
            .Where(static group => group.Count() == 1)
            .ToDictionary(static group => group.Key, static group => group.Single());
    }

    /// <summary>The key that signs; a public key if the app only verifies.</summary>
    public JwtKey Signing { get; }

    public IReadOnlyList<JwtKey> Verifying { get; }

    /// <summary>The public keys in their published form, created on first use.</summary>
    public PublishedKeys Published => _published ??= new PublishedKeys(Verifying);

    /// <summary>Finds the key of a token's header.</summary>
    /// <returns>The key with the <c>kid</c>; without a <c>kid</c>, the only key of the algorithm: several are never tried.</returns>
    public JwtKey? Find(string? kid, JwtAlgorithm algorithm) =>
        kid is null ? _onlyKeyByAlgorithm.GetValueOrDefault(algorithm) : Find(kid);

    public JwtKey? Find(string kid) => _byKid.GetValueOrDefault(kid);

    /// <summary>Finds an encoded header that a key of this set writes itself, so that it needs no parsing.</summary>
    public bool TryFindHeader(ReadOnlySpan<char> encoded, out KnownHeader header) => _byHeader.TryGetValue(encoded, out header);

    /// <summary>Checks whether this set holds this instance: another instance with the same <c>kid</c> is another key.</summary>
    public bool Holds([NotNullWhen(true)] JwtKey? key) => key is not null && ReferenceEquals(Find(key.Kid), key);

    public bool Has(string kid) => _byKid.ContainsKey(kid);
}
