using System.Diagnostics.CodeAnalysis;
using JwtExtended.MinimalApi.Keys.Publishing;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>An immutable snapshot of an app's keys: one signs, any number verify. A request uses the same snapshot throughout.</summary>
/// <remarks>
/// The keys of the ring sign access tokens and nothing else; the service keys sign tokens of every other type. A token is verified with the
/// keys of its type only.
/// </remarks>
internal sealed class KeySet
{
    private readonly Dictionary<string, JwtKey> _byKid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KnownHeader>.AlternateLookup<ReadOnlySpan<char>> _byHeader;
    private readonly Dictionary<JwtAlgorithm, JwtKey> _onlyKeyByAlgorithm;
    private PublishedKeys? _published;

    /// <summary>Creates a set.</summary>
    /// <param name="signing">The key that signs.</param>
    /// <param name="verifying">The keys that verify.</param>
    /// <param name="refreshSecrets">The secrets that service keys are derived from; empty to derive them from the keys that verify.</param>
    /// <param name="temporary">What is known about keys that come and go by themselves.</param>
    /// <exception cref="ArgumentException">Two keys have the same <c>kid</c>.</exception>
    public KeySet(
        JwtKey signing, IReadOnlyList<JwtKey> verifying, IReadOnlyList<JwtKey> refreshSecrets, TemporaryKeys? temporary = null)
    {
        temporary ??= TemporaryKeys.None;
        Signing = signing;
        Verifying = verifying;
        ChangesAt = temporary.ChangesAt?.UtcTicks ?? long.MaxValue;
        Service = new ServiceKeys(signing, verifying, refreshSecrets, temporary.ServiceKeys);
        var headers = new Dictionary<string, KnownHeader>(StringComparer.Ordinal);
        foreach (var key in verifying)
        {
            if (!_byKid.TryAdd(key.Kid, key))
                throw new ArgumentException($"Two keys have the kid '{key.Kid}'. Every key needs its own.");
            headers[key.AccessHeader] = new KnownHeader(key, TokenType.Access);
        }

        foreach (var key in Service.Verifying)
        {
            headers[key.RefreshHeader] = new KnownHeader(key, TokenType.Refresh);
            headers[key.TicketHeader] = new KnownHeader(key, TokenType.Ticket);
        }

        _byHeader = headers.GetAlternateLookup<ReadOnlySpan<char>>();
        // A token without a kid is one of another issuer, whose keys are configured.
        _onlyKeyByAlgorithm = verifying.Where(key => !temporary.Kids.Contains(key.Kid)).GroupBy(static key => key.Algorithm)
            .Where(static group => group.Count() == 1)
            .SelectMany(static group => group)
            .ToDictionary(static key => key.Algorithm);
    }

    /// <summary>The key that signs access tokens; a public key if the app only verifies.</summary>
    public JwtKey Signing { get; }

    public IReadOnlyList<JwtKey> Verifying { get; }

    public ServiceKeys Service { get; }

    /// <summary>When the set has to be made anew, in ticks of UTC; <see cref="long.MaxValue"/> if it lasts.</summary>
    public long ChangesAt { get; }

    /// <summary>The public keys in their published form, created on first use.</summary>
    public PublishedKeys Published => _published ??= new PublishedKeys(Verifying);

    /// <summary>Gets the key that signs tokens of a type.</summary>
    /// <exception cref="InvalidOperationException">No key can sign tokens of this type.</exception>
    public JwtKey SigningKeyOf(TokenType type) => type == TokenType.Access ? Signing : Service.Signing;

    /// <summary>Finds the key of a token's header.</summary>
    /// <returns>
    /// The key of the type with the <c>kid</c>. For an access token without a <c>kid</c>, the only key of the algorithm: several are never
    /// tried.
    /// </returns>
    public JwtKey? Find(TokenType type, string? kid, JwtAlgorithm algorithm)
    {
        if (type != TokenType.Access)
            return Service.Find(kid);
        return kid is null ? _onlyKeyByAlgorithm.GetValueOrDefault(algorithm) : Find(kid);
    }

    /// <summary>Finds a key of the ring.</summary>
    public JwtKey? Find(string kid) => _byKid.GetValueOrDefault(kid);

    /// <summary>Checks whether a <c>kid</c> belongs to a key of another type of token: no signer would mix them up.</summary>
    public bool IsOfOtherType(TokenType type, string? kid) =>
        kid is not null && (type == TokenType.Access ? Service.Find(kid) is not null : Has(kid));

    /// <summary>Finds an encoded header that a key of this set writes itself, so that it needs no parsing.</summary>
    public bool TryFindHeader(ReadOnlySpan<char> encoded, out KnownHeader header) => _byHeader.TryGetValue(encoded, out header);

    /// <summary>Finds a key of the ring by what it is, and not by its name alone.</summary>
    public JwtKey? FindByFingerprint(string fingerprint) => Verifying.FirstOrDefault(key => key.Fingerprint == fingerprint);

    /// <summary>Checks whether this set holds a key, or its other part: another key with the same <c>kid</c> is not the same.</summary>
    public bool Holds([NotNullWhen(true)] JwtKey? key) =>
        key is not null && Find(key.Kid) is { } own && (ReferenceEquals(own, key) || own.Fingerprint == key.Fingerprint);

    public bool Has(string kid) => _byKid.ContainsKey(kid);
}
