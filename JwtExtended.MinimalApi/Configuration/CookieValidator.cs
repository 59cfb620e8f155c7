using JwtExtended.MinimalApi.Cookies;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Validates the options of cookies. Browsers reject invalid combinations without a message.</summary>
internal static class CookieValidator
{
    public static IEnumerable<string> Validate(JwtOptions options) =>
    [
        .. ValidatePath("Cookies.Path", options.Cookies.Path),
        .. options.Cookies.RefreshPath is { } refreshPath ? ValidatePath("Cookies.RefreshPath", refreshPath) : [],
        .. ValidateDomain(options.Cookies.Domain),
        .. ValidateNames(options.Cookies),
        .. ValidateRenewal(options),
    ];

    private static IEnumerable<string> ValidatePath(string name, string? path)
    {
        if (path is not { Length: > 0 } || path[0] != '/' || path.AsSpan().ContainsAny(';', ',', ' '))
            yield return $"{name} is '{path}', which is not a valid path. Set one that starts with '/'.";
    }

    private static IEnumerable<string> ValidateDomain(string? domain)
    {
        if (domain is not null && (domain.Length == 0 || Uri.CheckHostName(domain.TrimStart('.')) != UriHostNameType.Dns))
            yield return $"Cookies.Domain is '{domain}', which is not a valid domain. "
                + "Leave it unset to restrict the cookies to this host.";
    }

    private static IEnumerable<string> ValidateNames(JwtCookieOptions cookies)
    {
        if (CheckName(cookies.AccessName, cookies.Domain, cookies.Path) is { } accessProblem)
            yield return $"Cookies.AccessName {accessProblem}";
        if (CheckName(cookies.RefreshName, cookies.Domain, cookies.RefreshPath ?? cookies.Path) is { } refreshProblem)
            yield return $"Cookies.RefreshName {refreshProblem}";
        if (cookies.AccessName is not null && cookies.AccessName == cookies.RefreshName)
            yield return "Cookies.AccessName and Cookies.RefreshName are the same. Set different names.";
    }

    private static string? CheckName(string? name, string? domain, string path)
    {
        if (name is null)
            return null;
        return HttpToken.IsValid(name)
            ? CookieRules.CheckName(name, domain, path)
            : $"is '{name}', which is not a valid cookie name (RFC 6265, 4.1.1). Use letters, digits, '-' and '_'.";
    }

    private static IEnumerable<string> ValidateRenewal(JwtOptions options)
    {
        if (options.Cookies.RefreshWithin is not { } within)
            yield break;
        var lifetime = options.AccessTokenExpires;
        if (within <= TimeSpan.Zero || (lifetime != Timeout.InfiniteTimeSpan && within >= lifetime))
            yield return $"Cookies.RefreshWithin is {within}. Set more than zero and less than AccessTokenExpires ({lifetime}).";
        if (options.ToRefreshHandlers().OnRefresh is null)
            yield return "Cookies.RefreshWithin is set, but OnRefresh is not: tokens would be renewed without checking the user's current "
                + "permissions. Call cfg.OnRefresh(...).";
    }
}
