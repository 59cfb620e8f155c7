using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Cookies;

/// <summary>The names and attributes of the token cookies of one app.</summary>
internal sealed record CookieRules
{
    private const string HostPrefix = "__Host-";
    private const string SecurePrefix = "__Secure-";

    // RFC 6265, 6.1: the size that every browser supports, of the name and the value.
    private const int MaxCookieBytes = 4096;

    /// <summary>Gets whether the access token is carried in a cookie, beside the refresh token.</summary>
    public required bool CarriesAccess { get; init; }

    public required string AccessName { get; init; }

    public required string RefreshName { get; init; }

    public required string AccessCsrfName { get; init; }

    public required string RefreshCsrfName { get; init; }

    public required string? Domain { get; init; }

    public required string Path { get; init; }

    public required string RefreshPath { get; init; }

    public required SameSiteMode SameSite { get; init; }

    public required bool Persistent { get; init; }

    public required bool Partitioned { get; init; }

    /// <summary>Gets whether the value for the double submit is set as a cookie that scripts can read.</summary>
    public required bool WritesCsrfCookies { get; init; }

    /// <summary>Gets whether cookies are set over plain http, without <c>Secure</c> and prefixes. Only in Development.</summary>
    public required bool AllowsPlainHttp { get; init; }

    /// <summary>Derives the rules from the options.</summary>
    /// <param name="options">The options of the cookies.</param>
    /// <param name="csrf">The options of the double submit.</param>
    /// <param name="isDevelopment">Whether the environment is Development.</param>
    /// <returns>The rules.</returns>
    public static CookieRules Of(JwtCookieOptions options, CsrfOptions csrf, bool isDevelopment) => new()
    {
        CarriesAccess = options.Carry == CookieCarry.Both,
        AccessName = options.AccessName ?? Prefix(options, options.Path) + "access_token",
        RefreshName = options.RefreshName ?? Prefix(options, options.RefreshPath ?? options.Path) + "refresh_token",
        AccessCsrfName = csrf.AccessCookieName,
        RefreshCsrfName = csrf.RefreshCookieName,
        Domain = options.Domain,
        Path = options.Path,
        RefreshPath = options.RefreshPath ?? options.Path,
        SameSite = options.SameSite,
        Persistent = options.Persistent,
        Partitioned = options.Partitioned,
        WritesCsrfCookies = csrf.Mode == CsrfMode.DoubleSubmit,
        AllowsPlainHttp = isDevelopment,
    };

    /// <summary>Checks whether a name fits its attributes (RFC 6265bis, 4.1.3).</summary>
    /// <param name="name">The name.</param>
    /// <param name="domain">The domain, if any.</param>
    /// <param name="path">The path.</param>
    /// <returns>What is wrong and how to fix it, or <see langword="null"/>.</returns>
    public static string? CheckName(string name, string? domain, string path) =>
        name.StartsWith(HostPrefix, StringComparison.OrdinalIgnoreCase) && (domain is not null || path != "/")
            ? $"is '{name}', and a '{HostPrefix}' cookie has no Domain and the path '/'. "
                + $"Call it '{SecurePrefix}...', or leave Domain and path out."
            : null;

    /// <summary>Checks whether browsers keep the cookie of a token: a longer one is dropped, and the user is not signed in.</summary>
    /// <param name="type">The type of the token.</param>
    /// <param name="length">The length of the token.</param>
    /// <returns>What is wrong and how to fix it, or <see langword="null"/>.</returns>
    public string? CheckLength(TokenType type, int length) =>
        (type == TokenType.Refresh ? RefreshName : AccessName) is var name && name.Length + length > MaxCookieBytes
            ? $"The {type} token has {length} characters, too many for the cookie '{name}': browsers drop cookies of more than "
                + $"{MaxCookieBytes} bytes. Put less into its claims."
            : null;

    public bool IsPlain(HttpRequest request) => AllowsPlainHttp && !request.IsHttps;

    public string NameOf(TokenType type, HttpRequest request) =>
        WithoutPrefixIfPlain(type == TokenType.Refresh ? RefreshName : AccessName, request);

    public string CsrfNameOf(TokenType type, HttpRequest request) =>
        WithoutPrefixIfPlain(type == TokenType.Refresh ? RefreshCsrfName : AccessCsrfName, request);

    public string PathOf(TokenType type, HttpRequest request) => Absolute(type == TokenType.Refresh ? RefreshPath : Path, request);

    /// <summary>Gets the path of the cookies for the double submit: scripts of the pages read them, wherever the token is sent.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The path.</returns>
    public string CsrfPathOf(HttpRequest request) => Absolute(Path, request);

    // The options are paths of the app. The root is that of the host: RFC 6265bis, 4.1.3.2, requires it of the prefix __Host-.
    // A semicolon is valid in a path, and would begin an attribute of the cookie.
    private static string Absolute(string path, HttpRequest request) => path == "/" || !request.PathBase.HasValue
        ? path
        : request.PathBase.ToUriComponent().TrimEnd('/').Replace(";", "%3B", StringComparison.Ordinal) + path;

    /// <summary>Removes the prefix of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The name that the cookie has over plain http.</returns>
    public static string WithoutPrefix(string name)
    {
        foreach (var prefix in (ReadOnlySpan<string>)[HostPrefix, SecurePrefix])
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return name[prefix.Length..];
        }

        return name;
    }

    // Browsers reject prefixed cookies over plain http.
    private string WithoutPrefixIfPlain(string name, HttpRequest request) => IsPlain(request) ? WithoutPrefix(name) : name;

    private static string Prefix(JwtCookieOptions options, string path) =>
        options.Domain is null && path == "/" ? HostPrefix : SecurePrefix;
}
