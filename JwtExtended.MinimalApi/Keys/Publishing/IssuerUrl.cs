namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>An issuer that is a URL, and what is found from it (RFC 8414, 3.1; OpenID Connect Discovery 1.0, 4.1).</summary>
internal sealed class IssuerUrl
{
    private readonly string _origin;

    private IssuerUrl(Uri url)
    {
        _origin = url.GetLeftPart(UriPartial.Authority);
        // RFC 8414, 3.1: a terminating slash is removed before anything is inserted or appended.
        Path = url.AbsolutePath.TrimEnd('/');
        IsSecure = url.Scheme == Uri.UriSchemeHttps;
        IsLoopback = url.IsLoopback;
    }

    /// <summary>The path, such as <c>/tenant</c>; empty for none.</summary>
    public string Path { get; }

    public bool IsSecure { get; }

    public bool IsLoopback { get; }

    /// <summary>Reads an issuer.</summary>
    /// <returns>The URL; <see langword="null"/> where the text is not a web address without query and fragment (RFC 8414, 2).</returns>
    public static IssuerUrl? Parse(string? issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0 ? new IssuerUrl(url) : null;

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
