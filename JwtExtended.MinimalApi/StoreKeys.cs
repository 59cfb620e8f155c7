using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Revocation.Memory;

namespace JwtExtended.MinimalApi;

/// <summary>
/// The keys by which one token is looked up: SHA-256 of kind, issuer and value, in base64url. Each of them is computed on first use.
/// </summary>
public sealed class StoreKeys
{
    private readonly StoreKeyFactory? _keys;
    private readonly IRevocable? _token;

    internal StoreKeys(StoreKeyFactory keys, IRevocable token)
    {
        _keys = keys;
        _token = token;
        Everything = keys.Everything;
    }

    /// <summary>Initializes a new instance with given keys, for tests of a store.</summary>
    /// <param name="token">The key of the token.</param>
    /// <param name="session">The key of the token's session, or <see langword="null"/> for a token without a session.</param>
    /// <param name="identity">The key of the token's identity.</param>
    /// <param name="everything">The key of everything that the application issues.</param>
    /// <exception cref="ArgumentException">A key is empty.</exception>
    public StoreKeys(string token, string? session, string identity, string everything)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        ArgumentException.ThrowIfNullOrEmpty(identity);
        ArgumentException.ThrowIfNullOrEmpty(everything);
        (Token, Session, Identity, Everything) = (token, session, identity, everything);
    }

    /// <summary>Gets the key of the token.</summary>
    public string Token { get => field ??= _keys!.ForToken(_token!); }

    /// <summary>Gets the key of the token's session, or <see langword="null"/> for a token without a session.</summary>
    public string? Session { get => field ??= _token?.SessionId is { } sid ? _keys!.ForSession(_token.Identity, sid) : null; }

    /// <summary>Gets the key of the token's identity.</summary>
    public string Identity { get => field ??= _keys!.ForIdentity(_token!.Identity); }

    /// <summary>Gets the key of everything that the application issues.</summary>
    public string Everything { get; }

    /// <summary>Gets whether a cached look-up may be used: never for a token that can be exchanged for others.</summary>
    internal bool MayBeCached => _token?.Type == TokenType.Access && !MustBeExact;

    /// <summary>Gets whether the look-up affects more than one request, so that a cached one must not be used.</summary>
    internal bool MustBeExact { get; init; }

    /// <summary>Gets all keys of the look-up in one, as the key of a cache: another issuer may use the same <c>jti</c>.</summary>
    internal string Combined => field ??= $"{Token} {Session} {Identity}";

    /// <summary>Gets the keys as the store in memory compares them: a remembered token is looked up at every request.</summary>
    internal EntryKeys Entries => field ??= new EntryKeys(this);
}
