using JwtExtended.MinimalApi.Configuration;

namespace JwtExtended.MinimalApi;

/// <summary>Options for the protection against cross-site request forgery.</summary>
/// <remarks>
/// The protection applies to requests with an unsafe method, and to WebSocket handshakes, that carry their token in a cookie.
/// </remarks>
public sealed class CsrfOptions
{
    private readonly OptionsLock _lock;

    /// <summary>Initializes a new instance with default values.</summary>
    public CsrfOptions()
        : this(new OptionsLock())
    {
    }

    internal CsrfOptions(OptionsLock optionsLock)
    {
        _lock = optionsLock;
        TrustedOrigins = new LockedList<string>(optionsLock);
    }

    /// <summary>Gets or sets how requests are checked.</summary>
    /// <value>The default is <see cref="CsrfMode.Automatic"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public CsrfMode Mode { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Gets the other origins that may send requests with the cookies, of any scheme. Each must be written exactly as browsers send it
    /// (RFC 6454, 6.2), such as <c>https://app.example.com</c>, <c>capacitor://localhost</c> or <c>chrome-extension://...</c>. The opaque
    /// origin <c>null</c> is never trusted.
    /// </summary>
    /// <value>The default is an empty list: only the application's own origin is trusted.</value>
    public IList<string> TrustedOrigins { get; }

    /// <summary>Gets or sets the name of the header that repeats the <c>csrf</c> claim of the token.</summary>
    /// <value>The default is <c>X-CSRF-Token</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string HeaderName { get; set => field = _lock.Open(value); } = JwtDefaults.CsrfHeaderName;

    /// <summary>
    /// Gets or sets the name of the form field that repeats the <c>csrf</c> claim of the token. It is read from forms of at most 64 KiB.
    /// </summary>
    /// <value>The default is <c>csrf_token</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string FormField { get; set => field = _lock.Open(value); } = JwtDefaults.CsrfFormField;

    /// <summary>
    /// Gets or sets the name of the cookie with the <c>csrf</c> claim of the access token, which <see cref="CsrfMode.DoubleSubmit"/> sets
    /// and scripts can read.
    /// </summary>
    /// <value>The default is <c>__Secure-csrf_access_token</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string AccessCookieName { get; set => field = _lock.Open(value); } = JwtDefaults.CsrfAccessCookieName;

    /// <summary>
    /// Gets or sets the name of the cookie with the <c>csrf</c> claim of the refresh token, which <see cref="CsrfMode.DoubleSubmit"/> sets
    /// and scripts can read.
    /// </summary>
    /// <value>The default is <c>__Secure-csrf_refresh_token</c>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public string RefreshCookieName { get; set => field = _lock.Open(value); } = JwtDefaults.CsrfRefreshCookieName;
}
