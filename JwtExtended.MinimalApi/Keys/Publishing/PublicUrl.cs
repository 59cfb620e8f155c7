using System.Globalization;

namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>
/// An issuer or a resource that is a URL, and what is found from it (RFC 8414, 3.1; RFC 9728, 3.1; OpenID Connect Discovery 1.0, 4.1).
/// </summary>
internal sealed class PublicUrl
{
    private readonly string _origin;
    private readonly bool _isSecure;
    private readonly bool _isLoopback;

    private PublicUrl(Uri url)
    {
        // In ASCII, because a header holds nothing else.
        var host = url.HostNameType == UriHostNameType.Dns ? url.IdnHost : url.Host;
        _origin = $"{url.Scheme}://{host}{(url.IsDefaultPort ? "" : ":" + url.Port.ToString(CultureInfo.InvariantCulture))}";
        // RFC 8414, 3.1: a terminating slash is removed before anything is inserted or appended.
        Path = url.AbsolutePath.TrimEnd('/');
        _isSecure = url.Scheme == Uri.UriSchemeHttps;
        _isLoopback = url.IsLoopback;
    }

    /// <summary>The path, such as <c>/tenant</c>; empty for none.</summary>
    public string Path { get; }

    /// <summary>Reads an issuer or a resource.</summary>
    /// <returns>The URL; <see langword="null"/> where the text is not a web address without query and fragment (RFC 8414, 2).</returns>
    public static PublicUrl? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0 ? new PublicUrl(url) : null;

    /// <summary>Whether requests to the URL cannot be intercepted: plain http only on loopback, in Development.</summary>
    /// <returns><see langword="true"/> for https.</returns>
    public bool IsSafe(bool isDevelopment) => _isSecure || (isDevelopment && _isLoopback);

    /// <summary>Inserts a well-known path between the host and the path.</summary>
    /// <returns>The URL.</returns>
    public string Insert(string wellKnown) => _origin + wellKnown + Path;

    /// <summary>The public address of an endpoint. What is in front of the app may take the first part of the path off.</summary>
    /// <param name="path">The path of its route.</param>
    /// <param name="group">The group that describes the issuer, whose path ends the issuer's; empty for none.</param>
    /// <returns>The URL.</returns>
    public string UrlOf(string path, string group)
    {
        // An app whose issuer has a path is mounted there, by a path base, by a proxy, or by a group, whose pattern has the path already.
        if (path.StartsWith(Path + "/", StringComparison.Ordinal))
            return _origin + path;
        var mount = group.Length > 0 && Path.EndsWith(group, StringComparison.Ordinal) ? Path[..^group.Length] : Path;
        return _origin + mount + path;
    }
}
