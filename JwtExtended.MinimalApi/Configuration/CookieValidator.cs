using JwtExtended.MinimalApi.Cookies;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Checks the options of cookies and of their protection: a wrong combination is one that browsers drop in silence.</summary>
internal static class CookieValidator
{
    public static void Validate(JwtOptions options, List<string> errors)
    {
        var cookies = options.Cookies;
        CheckPath("Cookies.Path", cookies.Path, errors);
        if (cookies.RefreshPath is not null)
            CheckPath("Cookies.RefreshPath", cookies.RefreshPath, errors);
        if (cookies.Domain is { } domain && (domain.Length == 0 || Uri.CheckHostName(domain.TrimStart('.')) != UriHostNameType.Dns))
            errors.Add($"Cookies.Domain is '{domain}', which is no domain. Leave it out for this host alone, or set one such as example.com.");
        CheckName("Cookies.AccessName", cookies.AccessName, cookies.Domain, cookies.Path, errors);
        CheckName("Cookies.RefreshName", cookies.RefreshName, cookies.Domain, cookies.RefreshPath ?? cookies.Path, errors);
        if (cookies.AccessName is not null && cookies.AccessName == cookies.RefreshName)
            errors.Add("Cookies.AccessName and Cookies.RefreshName are the same. Give each cookie a name of its own.");
        if (!Enum.IsDefined(cookies.SameSite) || cookies.SameSite == SameSiteMode.Unspecified)
            errors.Add($"Cookies.SameSite is {cookies.SameSite}. Set Strict, Lax or None.");
        CheckRenewal(options, errors);
        CheckCsrf(options.Csrf, errors);
        if (options.Locations.Contains(TokenLocation.Ticket))
            errors.Add("Locations holds Ticket, and a ticket is for endpoints that name it. Remove it, and call From(TokenLocation.Ticket) on those endpoints.");
    }

    private static void CheckPath(string name, string? path, List<string> errors)
    {
        if (path is not { Length: > 0 } || path[0] != '/' || path.AsSpan().ContainsAny(';', ',', ' '))
            errors.Add($"{name} is '{path}', which is no path. It starts with '/'.");
    }

    private static void CheckName(string option, string? name, string? domain, string path, List<string> errors)
    {
        if (name is null)
            return;
        if (!JwtOptionsValidator.IsToken(name))
            errors.Add($"{option} is '{name}', which is no name of a cookie (RFC 6265, 4.1.1). Use letters, digits, '-' and '_'.");
        else if (CookieRules.CheckName(name, domain, path) is { } problem)
            errors.Add($"{option} {problem}");
    }

    private static void CheckRenewal(JwtOptions options, List<string> errors)
    {
        if (options.Cookies.RefreshWithin is not { } within)
            return;
        if (within <= TimeSpan.Zero || (options.AccessTokenExpires != Timeout.InfiniteTimeSpan && within >= options.AccessTokenExpires))
            errors.Add($"Cookies.RefreshWithin is {within}. Set more than zero and less than AccessTokenExpires ({options.AccessTokenExpires}).");
        if (options.ToRefreshHandlers().OnRefresh is null)
            errors.Add("Cookies.RefreshWithin is set, but OnRefresh is not: nobody would ask whether the user may still do what the token says. Call cfg.OnRefresh(...).");
    }

    private static void CheckCsrf(CsrfOptions csrf, List<string> errors)
    {
        if (!Enum.IsDefined(csrf.Mode))
            errors.Add($"Csrf.Mode is {csrf.Mode}, which is no mode. Use the members of CsrfMode.");
        if (!JwtOptionsValidator.IsToken(csrf.HeaderName))
            errors.Add($"Csrf.HeaderName is '{csrf.HeaderName}', which is no token of RFC 9110, 5.6.2. Use letters, digits and '-'.");
        if (string.IsNullOrWhiteSpace(csrf.FormField))
            errors.Add("Csrf.FormField is empty. Leave it out for 'csrf_token'.");
        foreach (var origin in csrf.TrustedOrigins)
        {
            // RFC 6454, 6.2: what a browser sends. Anything else would never match, or match too much.
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var url) || url.GetLeftPart(UriPartial.Authority) != origin || url.Scheme is not ("https" or "http"))
                errors.Add($"Csrf.TrustedOrigins holds '{origin}', which is no origin. Write it as a browser does: https://app.example.com, in lower case and without a path.");
        }
    }
}
