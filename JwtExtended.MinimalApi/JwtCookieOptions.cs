using JwtExtended.MinimalApi.Configuration;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>The cookies that carry tokens. They are always <c>HttpOnly</c>, and <c>Secure</c> but for plain http in Development.</summary>
public sealed class JwtCookieOptions
{
    private readonly OptionsLock _lock;

    /// <summary>Options with every default.</summary>
    public JwtCookieOptions()
        : this(new OptionsLock())
    {
    }

    internal JwtCookieOptions(OptionsLock optionsLock) => _lock = optionsLock;

    /// <summary>The name of the cookie with the access token.</summary>
    /// <value>The default is <c>__Host-access_token</c>; with a <see cref="Domain"/> or another <see cref="Path"/> it is <c>__Secure-access_token</c>.</value>
    public string? AccessName { get; set => field = _lock.Open(value); }

    /// <summary>The name of the cookie with the refresh token.</summary>
    /// <value>The default is <c>__Host-refresh_token</c>; with a <see cref="Domain"/>, another <see cref="Path"/> or a <see cref="RefreshPath"/> it is <c>__Secure-refresh_token</c>.</value>
    public string? RefreshName { get; set => field = _lock.Open(value); }

    /// <summary>The domain that the cookies are for, subdomains included (RFC 6265, 4.1.2.3).</summary>
    /// <value>The default is <see langword="null"/>: this host alone.</value>
    public string? Domain { get; set => field = _lock.Open(value); }

    /// <summary>The path below which the cookies are sent.</summary>
    /// <value>The default is <c>/</c>.</value>
    public string Path { get; set => field = _lock.Open(value); } = "/";

    /// <summary>The path below which the refresh cookie is sent. The endpoints of <c>MapJwtRefresh</c> and <c>MapJwtLogout</c> must lie below it.</summary>
    /// <value>The default is <see langword="null"/>: that of <see cref="Path"/>.</value>
    public string? RefreshPath { get; set => field = _lock.Open(value); }

    /// <summary>Whether requests that other sites begin carry the cookies.</summary>
    /// <value>The default is <see cref="SameSiteMode.Lax"/>.</value>
    public SameSiteMode SameSite { get; set => field = _lock.Open(value); } = SameSiteMode.Lax;

    /// <summary>Whether the cookies outlive the browser, until their token expires; otherwise they end with it.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Persistent { get; set => field = _lock.Open(value); } = true;

    /// <summary>Whether the cookies are kept apart for each site that embeds this one (CHIPS).</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Partitioned { get; set => field = _lock.Open(value); }

    /// <summary>
    /// Renews an access token that came by cookie, unseen, when it expires within this time: for pages that are rendered on the server and have no
    /// code to refresh with. Needs <see cref="JwtOptions.OnRefresh"/>, and a session that lives; the session's end stays where it is, freshness is lost.
    /// </summary>
    /// <value>The default is <see langword="null"/>: off.</value>
    public TimeSpan? RefreshWithin { get; set => field = _lock.Open(value); }
}
