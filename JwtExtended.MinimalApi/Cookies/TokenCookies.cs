using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Cookies;

/// <summary>Sets and clears the cookies of tokens.</summary>
internal sealed class TokenCookies(CookieRules rules, ILogger logger)
{
    // RFC 6265, 6.1: the size that every browser supports.
    private const int MaxCookieBytes = 4096;

    private int _warnedOfPlainHttp;

    public CookieRules Rules => rules;

    /// <summary>Sets the cookie of a token. Its type determines the name, its expiry the lifetime.</summary>
    /// <param name="response">The response.</param>
    /// <param name="token">The token.</param>
    public void Set(HttpResponse response, IssuedToken token)
    {
        var request = response.HttpContext.Request;
        if (rules.IsPlain(request) && Interlocked.Exchange(ref _warnedOfPlainHttp, 1) == 0)
            Log.CookiesOverPlainHttp(logger);
        // Overrides the handler: a shared cache would send these cookies to other users.
        response.Headers.CacheControl = "no-store";
        var options = OptionsFor(token.Type, request, token.Expires);
        Append(response, rules.NameOf(token.Type, request), token.Text, options);
        if (!rules.WritesCsrfCookies || token.Csrf is null)
            return;
        options.HttpOnly = false;
        Append(response, rules.CsrfNameOf(token.Type, request), token.Csrf, options);
    }

    /// <summary>Decides whether a request carries a token cookie.</summary>
    /// <param name="request">The request.</param>
    /// <returns><see langword="true"/> if it does; otherwise <see langword="false"/>.</returns>
    public bool AreSentWith(HttpRequest request) =>
        request.Cookies.ContainsKey(rules.NameOf(TokenType.Access, request))
        || request.Cookies.ContainsKey(rules.NameOf(TokenType.Refresh, request));

    /// <summary>Clears every cookie with the attributes that it was set with: another path or domain is another cookie.</summary>
    /// <param name="response">The response.</param>
    public void Clear(HttpResponse response)
    {
        foreach (var type in (ReadOnlySpan<TokenType>)[TokenType.Access, TokenType.Refresh])
            Clear(response, type);
    }

    /// <summary>Clears the cookie of one type.</summary>
    /// <param name="response">The response.</param>
    /// <param name="type">The type.</param>
    public void Clear(HttpResponse response, TokenType type)
    {
        var request = response.HttpContext.Request;
        var options = OptionsFor(type, request, null);
        response.Cookies.Delete(rules.NameOf(type, request), options);
        if (rules.WritesCsrfCookies)
            response.Cookies.Delete(rules.CsrfNameOf(type, request), options);
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
                if (line?.StartsWith(rules.NameOf(type, response.HttpContext.Request) + "=", StringComparison.Ordinal) == true)
                    return true;
            }
        }

        return false;
    }

    private void Append(HttpResponse response, string name, string value, CookieOptions options)
    {
        if (name.Length + value.Length > MaxCookieBytes)
            Log.CookieTooLong(logger, name, name.Length + value.Length);
        response.Cookies.Append(name, value, options);
    }

    private CookieOptions OptionsFor(TokenType type, HttpRequest request, DateTimeOffset? expires)
    {
        var options = new CookieOptions
        {
            HttpOnly = true,
            Secure = !rules.IsPlain(request),
            SameSite = rules.SameSite,
            Domain = rules.Domain,
            Path = rules.PathOf(type),
            Expires = rules.Persistent ? expires : null,
            IsEssential = true,
        };
        if (rules.Partitioned)
            options.Extensions.Add("Partitioned");
        return options;
    }
}
