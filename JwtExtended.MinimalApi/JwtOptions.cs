using System.Text.Json.Serialization;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Sessions;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Everything that can be set, inside <see cref="Jwt.Initialize"/>. Sources, later ones win: the section <see cref="SectionName"/> of the
/// configuration, <c>Configure&lt;JwtOptions&gt;</c>, the lambda, <c>PostConfigure&lt;JwtOptions&gt;</c>. Afterwards it is validated and closed:
/// every setter then throws <see cref="InvalidOperationException"/>.
/// </summary>
public sealed class JwtOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string SectionName = "Jwt";

    private readonly Dictionary<JwtErrorCode, Func<JwtErrorContext, ValueTask<IResult>>> _onError = [];
    private readonly OptionsLock _lock = new();
    private Func<JwtErrorContext, ValueTask<IResult>>? _onAnyError;
    private Func<JwtRefreshContext, ValueTask<TokenDescriptor?>>? _onRefresh;
    private Func<JwtRefreshContext, ValueTask>? _onRefreshReused;
    private bool _legacyErrors;

    /// <summary>Options with every default.</summary>
    public JwtOptions()
    {
        Locations = new LockedList<TokenLocation>(_lock);
        Revocation = new RevocationOptions(_lock);
        Keys = new JwtKeyOptions(_lock);
        Rotation = new RotationOptions(_lock);
        Cookies = new JwtCookieOptions(_lock);
        Csrf = new CsrfOptions(_lock);
    }

    /// <summary>The secret of HS256, HS384 and HS512: UTF-8 text, or <c>base64:</c> and its bytes. At least as long as the hash (RFC 7518, 3.2).</summary>
    /// <value>The default is none: random for one run in Development, a start-up error elsewhere.</value>
    [JsonIgnore]
    public string? SecretKey { get; set => field = _lock.Open(value); }

    /// <summary>The private key as PEM text (PKCS#1, PKCS#8 or SEC 1), for RS, PS and ES algorithms.</summary>
    /// <value>The default is none.</value>
    [JsonIgnore]
    public string? PrivateKey { get; set => field = _lock.Open(value); }

    /// <summary>The public key as PEM text. Alone it verifies tokens and cannot issue any.</summary>
    /// <value>The default is none.</value>
    [JsonIgnore]
    public string? PublicKey { get; set => field = _lock.Open(value); }

    /// <summary>The one algorithm that is accepted (RFC 8725, 3.1).</summary>
    /// <value>The default is <see langword="null"/>: HS256, or what fits the key.</value>
    public JwtAlgorithm? Algorithm { get; set => field = _lock.Open(value); }

    /// <summary>The issuer (RFC 7519, 4.1.1), written and checked. Empty means none, and needs <see cref="ValidateIssuer"/> off.</summary>
    /// <value>The default is the application's name.</value>
    public string? Issuer { get; set => field = _lock.Open(value); }

    /// <summary>The audience (RFC 7519, 4.1.3), written and checked. Empty means none, and needs <see cref="ValidateAudience"/> off.</summary>
    /// <value>The default is the application's name.</value>
    public string? Audience { get; set => field = _lock.Open(value); }

    /// <summary>Whether the issuer of a token must be <see cref="Issuer"/>.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool ValidateIssuer { get; set => field = _lock.Open(value); } = true;

    /// <summary>Whether the audience of an access token must hold <see cref="Audience"/>. That of a refresh token is always checked.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool ValidateAudience { get; set => field = _lock.Open(value); } = true;

    /// <summary>How long an access token lives. <see cref="Timeout.InfiniteTimeSpan"/> = for ever, only with <see cref="AllowNonExpiringTokens"/>.</summary>
    /// <value>The default is 15 minutes; 1 second to 100 years.</value>
    public TimeSpan AccessTokenExpires { get; set => field = _lock.Open(value); } = JwtDefaults.AccessTokenExpires;

    /// <summary>How long a refresh token lives. <see cref="Timeout.InfiniteTimeSpan"/> = for ever, only with <see cref="AllowNonExpiringTokens"/>.</summary>
    /// <value>The default is 30 days; 1 second to 100 years.</value>
    public TimeSpan RefreshTokenExpires { get; set => field = _lock.Open(value); } = JwtDefaults.RefreshTokenExpires;

    /// <summary>
    /// How long a session lasts at most, however often it is refreshed: no token of a session outlives it. <see cref="RefreshTokenExpires"/> is the
    /// idle limit beside it. <see cref="Timeout.InfiniteTimeSpan"/> = for ever, only with <see cref="AllowNonExpiringTokens"/>.
    /// </summary>
    /// <value>The default is 90 days; 1 second to 100 years, and not less than <see cref="AccessTokenExpires"/>.</value>
    public TimeSpan SessionExpires { get; set => field = _lock.Open(value); } = JwtDefaults.SessionExpires;

    /// <summary>How many sessions of <see cref="JwtService.StartSessionAsync"/> an identity may have at a time: a login too many ends the oldest one. Logins at the very same moment may leave some too many, until the next one.</summary>
    /// <value>The default is <see langword="null"/>, any number; 1 to 10,000.</value>
    public int? MaxSessions { get; set => field = _lock.Open(value); }

    /// <summary>How refresh tokens are exchanged for their successors.</summary>
    public RotationOptions Rotation { get; }

    /// <summary>Whether tokens without <c>exp</c> may be issued and are accepted.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AllowNonExpiringTokens { get; set => field = _lock.Open(value); }

    /// <summary>How far clocks may differ when <c>exp</c> and <c>nbf</c> are checked (RFC 7519, 4.1.4).</summary>
    /// <value>The default is zero; at most 1 hour.</value>
    public TimeSpan Leeway { get; set => field = _lock.Open(value); }

    /// <summary>The longest lifetime of a token: issuing longer is misuse, reading longer is refused.</summary>
    /// <value>The default is <see langword="null"/>, the longest of the configured lifetimes.</value>
    public TimeSpan? MaxTokenLifetime { get; set => field = _lock.Open(value); }

    /// <summary>The longest token that is read or issued, in characters.</summary>
    /// <value>The default is 8192; 256 to 65,536.</value>
    public int MaxTokenLength { get; set => field = _lock.Open(value); } = JwtDefaults.MaxTokenLength;

    /// <summary>Where tokens are looked for, in this order.</summary>
    /// <value>Empty means the default, <see cref="TokenLocation.Header"/>.</value>
    public IList<TokenLocation> Locations { get; }

    /// <summary>The header that carries a token (RFC 6750, 2.1).</summary>
    /// <value>The default is <c>Authorization</c>.</value>
    public string HeaderName { get; set => field = _lock.Open(value); } = JwtDefaults.HeaderName;

    /// <summary>The scheme in front of the token, in any case (RFC 9110, 11.1); empty for none.</summary>
    /// <value>The default is <c>Bearer</c>.</value>
    public string HeaderPrefix { get; set => field = _lock.Open(value); } = JwtDefaults.HeaderPrefix;

    /// <summary>The header that carries a refresh token. When it is present it wins, otherwise <see cref="HeaderName"/> is read.</summary>
    /// <value>The default is <c>X-Refresh-Token</c>.</value>
    public string RefreshHeaderName { get; set => field = _lock.Open(value); } = JwtDefaults.RefreshHeaderName;

    /// <summary>The scheme in front of the token in <see cref="RefreshHeaderName"/>; empty for none.</summary>
    /// <value>The default is <c>Bearer</c>.</value>
    public string RefreshHeaderPrefix { get; set => field = _lock.Open(value); } = JwtDefaults.HeaderPrefix;

    /// <summary>The query parameter that carries an access token where <see cref="TokenLocation.Query"/> is enabled.</summary>
    /// <value>The default is <c>jwt</c>.</value>
    public string QueryParameter { get; set => field = _lock.Open(value); } = JwtDefaults.QueryParameter;

    /// <summary>The cookies that carry tokens, where <see cref="TokenLocation.Cookie"/> is enabled.</summary>
    public JwtCookieOptions Cookies { get; }

    /// <summary>Protection of requests whose token came by cookie.</summary>
    public CsrfOptions Csrf { get; }

    /// <summary>What stands in front of the names of public claims (RFC 7519, 4.2), mostly a URL that ends with a slash.</summary>
    /// <value>The default is none.</value>
    public string? PublicClaimNamespace { get; set => field = _lock.Open(value); }

    /// <summary>What stands in front of the names of private claims (RFC 7519, 4.3), followed by an underscore.</summary>
    /// <value>The default is none.</value>
    public string? PrivateClaimPrefix { get; set => field = _lock.Open(value); }

    /// <summary>The claim that holds the roles, a string or an array of strings.</summary>
    /// <value>The default is <c>role</c>.</value>
    public string RoleClaim { get; set => field = _lock.Open(value); } = JwtDefaults.RoleClaim;

    /// <summary>
    /// How many verified access tokens are remembered, so that the next request with the same text needs no cryptography. Expiry, revocation
    /// and requirements are checked on every request all the same.
    /// </summary>
    /// <value>The default is 4096; 0 turns it off, 1,000,000 is the most.</value>
    public int VerifiedTokenCacheSize { get; set => field = _lock.Open(value); } = JwtDefaults.VerifiedTokenCacheSize;

    /// <summary>More keys, and keys from files.</summary>
    public JwtKeyOptions Keys { get; }

    /// <summary>How revocations are kept.</summary>
    public RevocationOptions Revocation { get; }

    /// <summary>Answers refusals of one code. The last handler set for a code is used.</summary>
    /// <param name="code">The code.</param>
    /// <param name="answer">Makes the answer; status and challenge are set already.</param>
    public void OnError(JwtErrorCode code, Func<JwtErrorContext, IResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        OnError(code, context => ValueTask.FromResult(answer(context)));
    }

    /// <summary>Answers refusals of one code. The last handler set for a code is used.</summary>
    /// <param name="code">The code.</param>
    /// <param name="answer">Makes the answer; status and challenge are set already.</param>
    public void OnError(JwtErrorCode code, Func<JwtErrorContext, ValueTask<IResult>> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _onError[code] = _lock.Open(answer);
    }

    /// <summary>Answers refusals of every code that has no handler of its own.</summary>
    /// <param name="answer">Makes the answer; status and challenge are set already.</param>
    public void OnError(Func<JwtErrorContext, IResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _onAnyError = _lock.Open<Func<JwtErrorContext, ValueTask<IResult>>>(context => ValueTask.FromResult(answer(context)));
    }

    /// <summary>
    /// Asks the application at every refresh what the new access token is to say: its roles, scopes and claims of now. <see langword="null"/> ends the
    /// session; an exception answers 500 and leaves the refresh token as good as it was. Without it, what the login gave is copied.
    /// </summary>
    /// <param name="renew">Describes the new access token. Its session stays the one it is, and it is never fresh.</param>
    public void OnRefresh(Func<JwtRefreshContext, ValueTask<TokenDescriptor?>> renew)
    {
        ArgumentNullException.ThrowIfNull(renew);
        _onRefresh = _lock.Open(renew);
    }

    /// <summary>Tells the application, once a session, that a refresh token was used after it had been exchanged: somebody may have stolen it (RFC 9700, 4.14.2). The session has ended by then.</summary>
    /// <param name="alarm">Is told. What it throws is logged, and changes nothing for the caller.</param>
    public void OnRefreshReused(Func<JwtRefreshContext, ValueTask> alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        _onRefreshReused = _lock.Open(alarm);
    }

    /// <summary>Answers as Sanic-JWT-Extended does: <c>{"msg": "..."}</c>, with 401, 422 and 403.</summary>
    public void UseLegacyErrors() => _legacyErrors = _lock.Open(true);

    /// <summary>The options without their keys.</summary>
    public override string ToString() => $"{nameof(JwtOptions)} {{ {nameof(Algorithm)} = {Algorithm}, {nameof(Issuer)} = {Issuer}, {nameof(Audience)} = {Audience} }}";

    internal void Close() => _lock.Close();

    internal RefreshHandlers ToRefreshHandlers() => new(_onRefresh, _onRefreshReused);

    internal ErrorHandlers ToErrorHandlers() => new()
    {
        ByCode = new Dictionary<JwtErrorCode, Func<JwtErrorContext, ValueTask<IResult>>>(_onError),
        ForAll = _onAnyError,
        Legacy = _legacyErrors,
    };
}
