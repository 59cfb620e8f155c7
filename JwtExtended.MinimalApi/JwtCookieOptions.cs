using JwtExtended.MinimalApi.Configuration;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>Options for the cookies that carry tokens.</summary>
/// <remarks>The cookies are always <c>HttpOnly</c>. They are always <c>Secure</c>, except over plain HTTP in Development.</remarks>
public sealed class JwtCookieOptions
{
    private readonly OptionsLock _lock;

    /// <summary>Initializes a new instance with default values.</summary>
    public JwtCookieOptions()
        : this(new OptionsLock())
    {
    }

    internal JwtCookieOptions(OptionsLock optionsLock) => _lock = optionsLock;

    /// <summary>
    /// Gets or sets which tokens are carried in cookies. With <see cref="CookieCarry.RefreshOnly"/>, an access token in a cookie is not
    /// accepted, and a refresh by cookie returns the access token in the body. A login returns it itself, after calling
    /// <see cref="JwtHttpResponseExtensions.SetTokenCookies"/>.
    /// </summary>
    /// <value>The default is <see cref="CookieCarry.Both"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public CookieCarry Carry { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets the name of the access token cookie.</summary>
    /// <value>
    /// The default is <see langword="null"/>: <c>__Host-access_token</c>, or <c>__Secure-access_token</c> with a <see cref="Domain"/> or
    /// another <see cref="Path"/>.
    /// </value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? AccessName { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets the name of the refresh token cookie.</summary>
    /// <value>
    /// The default is <see langword="null"/>: <c>__Host-refresh_token</c>, or <c>__Secure-refresh_token</c> with a <see cref="Domain"/>,
    /// another <see cref="Path"/> or a <see cref="RefreshPath"/>.
    /// </value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? RefreshName { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets the domain to which the cookies are sent, including its subdomains (RFC 6265, 4.1.2.3).</summary>
    /// <value>The default is <see langword="null"/>: the current host only.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? Domain { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the path to which the cookies are sent, including the paths below it (RFC 6265, 4.1.2.4). It is a path of the
    /// application: <see cref="HttpRequest.PathBase"/> is added to it, except for <c>/</c>, which is the root of the host.
    /// </summary>
    /// <value>The default is <c>/</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string Path { get; set => field = _lock.Open(value); } = JwtDefaults.CookiePath;

    /// <summary>
    /// Gets or sets the path to which the refresh token cookie is sent. The endpoints of <c>MapJwtRefresh</c> and <c>MapJwtLogout</c> must
    /// be below it. It is a path of the application, as <see cref="Path"/> is.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the same as <see cref="Path"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string? RefreshPath { get; set => field = _lock.Open(value); }

    /// <summary>Gets or sets whether the cookies are sent with requests that other sites initiate.</summary>
    /// <value>The default is <see cref="SameSiteMode.Lax"/>. <see cref="SameSiteMode.Unspecified"/> is not valid.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public SameSiteMode SameSite { get; set => field = _lock.Open(value); } = JwtDefaults.CookieSameSite;

    /// <summary>
    /// Gets or sets a value indicating whether the browser keeps the cookies until their token expires; otherwise they end with the browser
    /// session.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public bool Persistent { get; set => field = _lock.Open(value); } = true;

    /// <summary>
    /// Gets or sets a value indicating whether the cookies are stored separately for each site that embeds this one (CHIPS).
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public bool Partitioned { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets or sets the remaining lifetime of an access token below which a page view renews the cookies, for server-rendered pages
    /// without scripts: a top-level navigation (GET, a response below 400) exchanges the refresh cookie when the access cookie is about to
    /// expire or missing. It ends nothing: a token that was exchanged before is left alone. Requires <see cref="JwtOptions.OnRefresh"/>.
    /// The end of the session does not change, and the new token is not fresh.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: tokens are not renewed. The value must be more than zero and less than
    /// <see cref="JwtOptions.AccessTokenExpires"/>. It cannot be combined with <see cref="CookieCarry.RefreshOnly"/> or a
    /// <see cref="RefreshPath"/>.
    /// </value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan? RefreshWithin { get; set => field = _lock.Open(value); }
}
