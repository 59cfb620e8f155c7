using System.Text.Json.Serialization;
using JwtExtended.MinimalApi.Configuration;

namespace JwtExtended.MinimalApi;

/// <summary>Options for issuing and validating tokens. Set them in <c>Jwt.Initialize</c>.</summary>
/// <remarks>
/// Sources are applied in this order, and later values win: the configuration section <see cref="SectionName"/>,
/// <c>Configure&lt;JwtOptions&gt;</c>, the delegate passed to <c>Jwt.Initialize</c>, <c>PostConfigure&lt;JwtOptions&gt;</c>. The
/// options are then validated and closed.
/// </remarks>
public sealed partial class JwtOptions
{
    /// <summary>The name of the configuration section, <c>Jwt</c>.</summary>
    public const string SectionName = "Jwt";

    private readonly OptionsLock _lock = new();

    /// <summary>Initializes a new instance with default values.</summary>
    public JwtOptions()
    {
        AcceptedIssuers = new LockedList<string>(_lock);
        AcceptedAudiences = new LockedList<string>(_lock);
        Locations = new LockedList<TokenLocation>(_lock);
        HeaderPrefixes = new LockedList<string>(_lock);
        Revocation = new RevocationOptions(_lock);
        Keys = new JwtKeyOptions(_lock);
        Rotation = new RotationOptions(_lock);
        Cookies = new JwtCookieOptions(_lock);
        Csrf = new CsrfOptions(_lock);
        Introspection = new IntrospectionOptions(_lock);
    }

    /// <summary>
    /// Gets or sets the secret for HS256, HS384 and HS512: UTF-8 text, or <c>base64:</c> followed by Base64. It must be at least as long as
    /// the hash output (RFC 7518, 3.2).
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>. Without any key, a random one is used for the current run in Development; elsewhere startup
    /// fails.
    /// </value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    [JsonIgnore]
    public string? SecretKey { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets the private key as PEM text (PKCS#1, PKCS#8 or SEC 1), for the RS, PS and ES algorithms.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    [JsonIgnore]
    public string? PrivateKey { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the public key, or a certificate, as PEM text. Without <see cref="PrivateKey"/>, tokens can be verified but not issued.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the public key is derived from <see cref="PrivateKey"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    [JsonIgnore]
    public string? PublicKey { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets the algorithm of the configured key, the only one accepted with that key (RFC 8725, 3.1).</summary>
    /// <value>The default is <see langword="null"/>: HS256 for a secret, otherwise the algorithm that fits the key.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public JwtAlgorithm? Algorithm { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the issuer that is written to tokens and required of them (RFC 7519, 4.1.1). An empty string omits it, and requires
    /// <see cref="ValidateIssuer"/> to be <see langword="false"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the application name.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? Issuer { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the audience that is written to access tokens and required of them (RFC 7519, 4.1.3). An empty string omits it, and
    /// requires <see cref="ValidateAudience"/> to be <see langword="false"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the application name.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? Audience { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the client that tokens are issued to (<c>client_id</c>, RFC 9068, 2.2), unless their descriptor names another one. It
    /// is written for other services, and not required of tokens. An empty string omits it.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the application name. Visible ASCII characters and spaces.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? ClientId { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets further issuers whose access tokens are accepted, beside <see cref="Issuer"/>. An issuer does not bring a key: add the one that
    /// its tokens are verified with to <see cref="Keys"/>. Every key verifies tokens of every accepted issuer. A subject is the same user
    /// whichever issuer names it: for roles, sessions and revocations alike.
    /// </summary>
    /// <value>The default is an empty list. It requires <see cref="ValidateIssuer"/>.</value>
    public IList<string> AcceptedIssuers { get; }

    /// <summary>Gets further audiences of accepted access tokens, beside <see cref="Audience"/> (RFC 7519, 4.1.3).</summary>
    /// <value>The default is an empty list. It requires <see cref="ValidateAudience"/>.</value>
    public IList<string> AcceptedAudiences { get; }

    /// <summary>
    /// Gets or sets a value indicating whether the issuer of a token must be <see cref="Issuer"/>, or for an access token one of
    /// <see cref="AcceptedIssuers"/>.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public bool ValidateIssuer { get; set => field = _lock.Open(value); } = true;

    /// <summary>
    /// Gets or sets a value indicating whether the audience of an access token must contain <see cref="Audience"/> or one of
    /// <see cref="AcceptedAudiences"/>. The audience of refresh tokens is always validated.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public bool ValidateAudience { get; set => field = _lock.Open(value); } = true;

    /// <summary>Gets or sets the lifetime of access tokens.</summary>
    /// <value>The default is 15 minutes. The value must be from 1 second to 100 years, or infinite where allowed.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan AccessTokenExpires { get; set => field = _lock.Open(value); } = JwtDefaults.AccessTokenExpires;

    /// <summary>Gets or sets the lifetime of refresh tokens. A session that is not refreshed within this time ends.</summary>
    /// <value>The default is 30 days. The value must be from 1 second to 100 years, or infinite where allowed.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan RefreshTokenExpires { get; set => field = _lock.Open(value); } = JwtDefaults.RefreshTokenExpires;

    /// <summary>Gets or sets the maximum duration of a session, however often it is refreshed. Its tokens expire with it.</summary>
    /// <value>The default is 90 days. It must be from <see cref="AccessTokenExpires"/> to 100 years, or infinite where allowed.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan SessionExpires { get; set => field = _lock.Open(value); } = JwtDefaults.SessionExpires;

    /// <summary>
    /// Gets or sets the maximum number of concurrent sessions of an identity, counting those that
    /// <see cref="JwtService.StartSessionAsync"/> started. Signing in beyond the limit ends the oldest session. Concurrent sign-ins may
    /// briefly exceed the limit.
    /// </summary>
    /// <value>The default is 100. The value must be from 1 to 10,000, or <see langword="null"/> for no limit.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public int? MaxSessions { get; set => field = _lock.Open(value); } = JwtDefaults.MaxSessions;

    /// <summary>Gets the options for exchanging refresh tokens.</summary>
    public RotationOptions Rotation { get; }

    /// <summary>
    /// Gets or sets a value indicating whether tokens without <c>exp</c> (RFC 7519, 4.1.4) are issued and accepted. It allows lifetimes of
    /// <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public bool AllowNonExpiringTokens { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the clock skew allowed when <c>exp</c> and <c>nbf</c> are validated (RFC 7519, 4.1.4 and 4.1.5). It is added to the
    /// maximum age of an authentication as well, and replaces the minute that <c>iat</c> may be ahead if it is longer.
    /// </summary>
    /// <value>The default is zero. The value must be at most 1 hour.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan Leeway { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the maximum lifetime of a token. Issuing a token with a longer lifetime throws an exception; validating one refuses it.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: the longer of <see cref="AccessTokenExpires"/> and <see cref="RefreshTokenExpires"/>. The
    /// value must be from 1 second to 100 years, or infinite where allowed, and at least as long as both.
    /// </value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan? MaxTokenLifetime { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets the maximum length of a token that is read or issued, in characters.</summary>
    /// <value>The default is 8192. The value must be from 256 to 65,536.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public int MaxTokenLength { get; set => field = _lock.Open(value); } = JwtDefaults.MaxTokenLength;

    /// <summary>Gets the places of a request that may carry a token, in the order in which they are searched.</summary>
    /// <value>The default is an empty list: <see cref="TokenLocation.Header"/> only.</value>
    public IList<TokenLocation> Locations { get; }

    /// <summary>Gets or sets the name of the header that carries a token (RFC 6750, 2.1).</summary>
    /// <value>The default is <c>Authorization</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string HeaderName { get; set => field = _lock.Open(value); } = JwtDefaults.HeaderName;

    /// <summary>Gets or sets the scheme before the token, which is case-insensitive (RFC 9110, 11.1); empty means none.</summary>
    /// <value>The default is <c>Bearer</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string HeaderPrefix
    {
        get;
        set
        {
            field = _lock.Open(value);
            HasHeaderPrefix = true;
        }
    }
    = JwtDefaults.HeaderPrefix;

    /// <summary>
    /// Gets the schemes of which each is accepted before the token in <see cref="HeaderName"/>, in place of <see cref="HeaderPrefix"/>; an
    /// empty string accepts the token alone. Challenges and token responses name the first one.
    /// </summary>
    /// <value>The default is an empty list: <see cref="HeaderPrefix"/> only.</value>
    public IList<string> HeaderPrefixes { get; }

    /// <summary>
    /// Gets or sets the realm of challenges, which tells clients where credentials are valid (RFC 9110, 11.5). Everybody can read it.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the issuer. At most 128 visible ASCII characters and spaces.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? Realm { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets the name of the header that carries a refresh token. It precedes <see cref="HeaderName"/>.</summary>
    /// <value>The default is <c>X-Refresh-Token</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string RefreshHeaderName { get; set => field = _lock.Open(value); } = JwtDefaults.RefreshHeaderName;

    /// <summary>Gets or sets the scheme before the token in <see cref="RefreshHeaderName"/>; empty means none.</summary>
    /// <value>The default is <c>Bearer</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string RefreshHeaderPrefix { get; set => field = _lock.Open(value); } = JwtDefaults.HeaderPrefix;

    /// <summary>Gets or sets the query parameter that carries an access token (RFC 6750, 2.3), where that is enabled.</summary>
    /// <value>The default is <c>jwt</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string QueryParameter { get; set => field = _lock.Open(value); } = JwtDefaults.QueryParameter;

    /// <summary>Gets the options for the cookies that carry tokens where <see cref="TokenLocation.Cookie"/> is enabled.</summary>
    public JwtCookieOptions Cookies { get; }

    /// <summary>Gets the options for protecting requests that carry their token in a cookie against cross-site request forgery.</summary>
    public CsrfOptions Csrf { get; }

    /// <summary>Gets the options for the endpoint where other services ask about tokens (<c>MapJwtIntrospection</c>).</summary>
    public IntrospectionOptions Introspection { get; }

    /// <summary>Gets or sets the text before the names of public claims (RFC 7519, 4.2), usually a URL that ends with a slash.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? PublicClaimNamespace { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets the text before the names of private claims (RFC 7519, 4.3). An underscore is added to it.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? PrivateClaimPrefix { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the name of the claim that contains the roles, a string or an array of strings. The roles of an object are named by a
    /// path of at most 4 names, such as <c>/realm_access/roles</c> (a JSON Pointer, RFC 6901). A name with a dot or a slash in it that is
    /// not a URI is written as a path too: <c>/my.roles</c>. The claim that a path begins with is the package's own.
    /// </summary>
    /// <value>The default is <c>role</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string RoleClaim { get; set => field = _lock.Open(value); } = JwtDefaults.RoleClaim;

    /// <summary>Gets or sets whether <c>HttpContext.User</c> also has the long claim names of .NET (<c>ClaimTypes.Email</c>).</summary>
    /// <value>The default is <see langword="false"/>: names as in the token, and <c>ClaimTypes.NameIdentifier</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public bool MapInboundClaims { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets whether traces of requests have the tags <c>enduser.id</c> (<c>sub</c>) and <c>session.id</c>.</summary>
    /// <value>The default is <see langword="false"/>: both are personal data.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public bool TraceUsers { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the number of verified access tokens to cache, so that the same token is not verified cryptographically again.
    /// Expiration, revocation and requirements are still checked on every request.
    /// </summary>
    /// <value>The default is 4096. The value must be from 0, which disables the cache, to 1,000,000.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public int VerifiedTokenCacheSize { get; set => field = _lock.Open(value); } = JwtDefaults.VerifiedTokenCacheSize;

    /// <summary>Gets the options for additional keys and for keys from files.</summary>
    public JwtKeyOptions Keys { get; }

    /// <summary>Gets the options for storing and looking up revocations.</summary>
    public RevocationOptions Revocation { get; }

    /// <summary>Returns the algorithm, the issuer and the audience, but no key.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"{nameof(JwtOptions)} {{ {nameof(Algorithm)} = {Algorithm}, {nameof(Issuer)} = {Issuer}, {nameof(Audience)} = {Audience} }}";

    /// <summary>Gets whether <see cref="HeaderPrefix"/> was set.</summary>
    internal bool HasHeaderPrefix { get; private set; }

    internal void Close() => _lock.Close();

    internal void Complete(Action<JwtOptions> complete) => _lock.Complete(() => complete(this));
}
