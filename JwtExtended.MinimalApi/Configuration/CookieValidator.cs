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
        .. ValidateNames(options.Cookies, options.Csrf),
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

    private static IEnumerable<string> ValidateNames(JwtCookieOptions cookies, CsrfOptions csrf)
    {
        var rules = CookieRules.Of(cookies, csrf, isDevelopment: false);
        (string Option, string? Name, string Path)[] names =
        [
            ("Cookies.AccessName", rules.AccessName, rules.Path),
            ("Cookies.RefreshName", rules.RefreshName, rules.RefreshPath),
            ("Csrf.AccessCookieName", rules.AccessCsrfName, rules.Path),
            ("Csrf.RefreshCookieName", rules.RefreshCsrfName, rules.Path),
        ];
        foreach (var (option, name, path) in names)
        {
            if (CheckName(name, cookies.Domain, path) is { } problem)
                yield return $"{option} {problem}";
        }

        // Over plain http in Development, cookies have no prefixes.
        var alike = names.GroupBy(static name => CookieRules.WithoutPrefix(name.Name ?? "")).Where(static group => group.Count() > 1);
        foreach (var same in alike)
            yield return $"{string.Join(" and ", same.Select(static name => name.Option))} are the same without their prefixes, "
                + $"'{same.Key}'. Set different names.";
    }

    private static string? CheckName(string? name, string? domain, string path) => HttpToken.IsValid(name)
        ? CookieRules.CheckName(name, domain, path)
        : $"is '{name}', which is not a valid cookie name (RFC 6265, 4.1.1). Use letters, digits, '-' and '_'.";

    private static IEnumerable<string> ValidateRenewal(JwtOptions options)
    {
        if (options.Cookies.RefreshWithin is not { } within)
            yield break;
        var lifetime = options.AccessTokenExpires;
        if (within <= TimeSpan.Zero || (lifetime != Timeout.InfiniteTimeSpan && within >= lifetime))
            yield return $"Cookies.RefreshWithin is {within}. Set more than zero and less than AccessTokenExpires ({lifetime}).";
        if (options.Cookies.Carry == CookieCarry.RefreshOnly)
            yield return "Cookies.RefreshWithin is set, but Cookies.Carry is RefreshOnly: there is no access cookie to renew. "
                + "Leave RefreshWithin unset.";
        if ((options.Cookies.RefreshPath ?? options.Cookies.Path) != options.Cookies.Path)
            yield return "Cookies.RefreshWithin is set beside Cookies.RefreshPath: browsers do not send the refresh cookie with the pages "
                + "that would renew the session. Leave one of them unset.";
        if (options.Handlers.OnRefresh is null)
            yield return "Cookies.RefreshWithin is set, but OnRefresh is not: tokens would be renewed without checking the user's current "
                + "permissions. Call cfg.OnRefresh(...).";
    }
}
