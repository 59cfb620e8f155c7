using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Cookies;

/// <summary>Sets and clears the cookies of tokens.</summary>
internal sealed class TokenCookies(CookieRules rules, TimeProvider time, ILogger logger)
{
    private int _warnedOfPlainHttp;

    public CookieRules Rules => rules;

    /// <summary>Sets the cookie of a token. Its type determines the name, its expiry the lifetime.</summary>
    /// <param name="response">The response.</param>
    /// <param name="token">The token.</param>
    public void Set(HttpResponse response, IssuedToken token)
    {
        var request = response.HttpContext.Request;
        if (!request.IsHttps && Interlocked.Exchange(ref _warnedOfPlainHttp, 1) == 0)
            WarnOfPlainHttp();
        var options = OptionsFor(request, rules.PathOf(token.Type, request));
        if (token.Persistent ?? rules.Persistent)
            (options.Expires, options.MaxAge) = (token.Expires, LifetimeOf(token));
        Append(response, rules.NameOf(token.Type, request), token.Text, options);
        if (!rules.WritesCsrfCookies || token.Csrf is null)
            return;
        (options.HttpOnly, options.Path) = (false, rules.CsrfPathOf(request));
        Append(response, rules.CsrfNameOf(token.Type, request), token.Csrf, options);
    }

    /// <summary>Decides whether a request carries a token cookie.</summary>
    /// <param name="request">The request.</param>
    /// <returns><see langword="true"/> if it does; otherwise <see langword="false"/>.</returns>
    public bool AreSentWith(HttpRequest request) =>
        request.Cookies.ContainsKey(rules.NameOf(TokenType.Access, request))
        || request.Cookies.ContainsKey(rules.NameOf(TokenType.Refresh, request));

    /// <summary>
    /// Decides whether the refresh cookie of a request will never be exchanged: it would be sent in vain, again and again.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="token">The token that was refused.</param>
    /// <param name="refusal">Why it was refused.</param>
    /// <returns><see langword="false"/> for a refusal that may pass, and for a token that came in another way.</returns>
    public bool AreOver(HttpRequest request, Token token, Refusal refusal) => token.Type == TokenType.Refresh
        && refusal.Code is JwtErrorCode.TokenRevoked or JwtErrorCode.RefreshReused or JwtErrorCode.TokenExpired
        && request.Cookies[rules.NameOf(TokenType.Refresh, request)] == token.RawJwt;

    /// <summary>Clears every cookie with the attributes that it was set with: another path or domain is another cookie.</summary>
    /// <param name="response">The response.</param>
    public void Clear(HttpResponse response)
    {
        foreach (var type in (ReadOnlySpan<TokenType>)[TokenType.Access, TokenType.Refresh])
            Clear(response, type);
    }

    /// <summary>Clears the cookies of one type.</summary>
    /// <param name="response">The response.</param>
    /// <param name="type">The type.</param>
    public void Clear(HttpResponse response, TokenType type)
    {
        var request = response.HttpContext.Request;
        Clear(response, rules.NameOf(type, request), rules.PathOf(type, request));
        if (rules.WritesCsrfCookies)
            Clear(response, rules.CsrfNameOf(type, request), rules.CsrfPathOf(request));
    }

    /// <summary>Decides whether a response already sets or clears a token cookie.</summary>
    /// <param name="response">The response.</param>
    /// <returns><see langword="true"/> if it does; otherwise <see langword="false"/>.</returns>
    public bool AreTouchedBy(HttpResponse response)
    {
        foreach (var line in response.Headers.SetCookie)
        {
            foreach (var type in (ReadOnlySpan<TokenType>)[TokenType.Access, TokenType.Refresh])
            {
                if (IsNamed(line, rules.NameOf(type, response.HttpContext.Request)))
                    return true;
            }
        }

        return false;
    }

    private void WarnOfPlainHttp()
    {
        if (rules.AllowsPlainHttp)
            Log.CookiesOverPlainHttp(logger);
        else
            Log.SecureCookiesOverPlainHttp(logger);
    }

    private static void Append(HttpResponse response, string name, string value, CookieOptions options)
    {
        // Overrides the handler: a shared cache would send these cookies to other users, or sign them out.
        response.Headers.CacheControl = "no-store";
        RemoveEarlier(response, name);
        response.Cookies.Append(name, value, options);
    }

    private void Clear(HttpResponse response, string name, string path)
    {
        var options = OptionsFor(response.HttpContext.Request, path);
        (options.Expires, options.MaxAge) = (DateTimeOffset.UnixEpoch, TimeSpan.Zero);
        Append(response, name, "", options);
    }

    // RFC 6265, 4.1.1: a response does not set a cookie twice. The last call wins.
    private static void RemoveEarlier(HttpResponse response, string name)
    {
        var lines = response.Headers.SetCookie;
        if (lines.Count > 0)
            response.Headers.SetCookie = lines.Where(line => !IsNamed(line, name)).ToArray();
    }

    private static bool IsNamed(string? line, string name) =>
        line is not null && line.StartsWith(name, StringComparison.Ordinal) && line.AsSpan(name.Length) is ['=', ..];

    // RFC 6265, 5.3: Max-Age precedes Expires, and does not depend on the clock of the browser.
    private TimeSpan? LifetimeOf(IssuedToken token)
    {
        var lifetime = token.Expires - time.GetUtcNow();
        return lifetime < TimeSpan.Zero ? TimeSpan.Zero : lifetime;
    }

    private CookieOptions OptionsFor(HttpRequest request, string path)
    {
        var options = new CookieOptions
        {
            HttpOnly = true,
            Secure = !rules.IsPlain(request),
            SameSite = rules.SameSite,
            Domain = rules.Domain,
            Path = path,
            IsEssential = true,
        };
        if (rules.Partitioned)
            options.Extensions.Add("Partitioned");
        return options;
    }
}
