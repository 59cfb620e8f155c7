using JwtExtended.MinimalApi.Configuration;

namespace JwtExtended.MinimalApi;

/// <summary>Describes the tokens of another issuer that are accepted for a time (<see cref="JwtOptions.AcceptLegacyTokens"/>).</summary>
public sealed class LegacyTokenOptions
{
    private readonly OptionsLock _lock;

    internal LegacyTokenOptions(LegacyTokenKind kind, DateTimeOffset until, OptionsLock optionsLock)
    {
        Kind = kind;
        Until = until;
        _lock = optionsLock;
    }

    /// <summary>
    /// Gets or sets the key of the tokens. It only verifies, and only tokens of this kind: it is not in the key ring, and must be as strong
    /// as the keys there (RFC 7518, 3).
    /// </summary>
    /// <value>The default is <see langword="null"/>, with which the application does not start.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public JwtKey? Key { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets the issuer that the tokens must name (RFC 7519, 4.1.1). An empty string: they must not name one.</summary>
    /// <value>
    /// The default is <see langword="null"/>: any issuer, since the key identifies it. <see cref="LegacyTokenKind.JwtBearer"/> needs a
    /// value.
    /// </value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? Issuer { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets the audience that the tokens must name (RFC 7519, 4.1.3). An empty string: they must not name one.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the same as an empty string. <see cref="LegacyTokenKind.JwtBearer"/> needs a value.
    /// </value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? Audience { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the claim that names the identity, such as <c>unique_name</c>, <c>nameid</c> or <c>id</c>. A string or an integer
    /// becomes <see cref="Token.Identity"/>.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: <c>sub</c>, and in tokens of <see cref="LegacyTokenKind.FlaskJwtExtended"/> that have none
    /// <c>identity</c>.
    /// </value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? IdentityClaim { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets the claim that contains the roles.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="JwtOptions.RoleClaim"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? RoleClaim { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the longest lifetime of the tokens. What revokes everything of a user is kept for as long. Tokens without <c>iat</c>
    /// and <c>nbf</c> are accepted only where it is set: they count as issued that long before they expire.
    /// </summary>
    /// <value>The default is <see langword="null"/>: <see cref="JwtOptions.MaxTokenLifetime"/>. The value must be positive.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan? MaxTokenLifetime { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets a predicate that tells access tokens from everything else that the key has signed. Where the kind tells it as well,
    /// both must agree.
    /// </summary>
    /// <value>The default is <see langword="null"/>. <see cref="LegacyTokenKind.JwtBearer"/> needs a value.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public Func<Token, bool>? IsAccess { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets a predicate that tells refresh tokens from everything else that the key has signed. Where the kind tells it as well,
    /// both must agree.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>, with which <see cref="LegacyTokenKind.JwtBearer"/> has no refresh tokens.
    /// </value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public Func<Token, bool>? IsRefresh { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets what looks a token up where it was revoked until now. It is called for each request with such a token, beside the
    /// look-up in the store of this application. If it fails, or takes longer than <see cref="RevocationOptions.Timeout"/>, the response is
    /// <c>store_unavailable</c> (503).
    /// </summary>
    /// <value>The default is <see langword="null"/>: what was revoked until now is not known.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public Func<Token, ValueTask<bool>>? IsRevoked { get; set => field = _lock.Open(value); }

    internal LegacyTokenKind Kind { get; }

    internal DateTimeOffset Until { get; }
}
