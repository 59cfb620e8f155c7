using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// What a middleware may change between authentication and the endpoint, and where a cookie, its origin or a ticket depends on:
/// <c>UseForwardedHeaders</c> changes scheme and host, <c>UsePathBase</c> and <c>UseRewriter</c> the path, a method override the method.
/// </summary>
internal sealed class RequestTarget(HttpRequest request)
{
    private readonly string _method = request.Method;
    private readonly string _scheme = request.Scheme;

    // The header, not Request.Host, which throws where it cannot decode punycode.
    private readonly StringValues _host = request.Headers.Host;
    private readonly PathString _pathBase = request.PathBase;
    private readonly PathString _path = request.Path;

    /// <summary>Whether the request still has this target.</summary>
    /// <returns><see langword="true"/> if nothing was changed.</returns>
    public bool IsOf(HttpRequest other) =>
        _method == other.Method
        && _scheme == other.Scheme
        && _host == other.Headers.Host
        && string.Equals(_pathBase.Value, other.PathBase.Value, StringComparison.Ordinal)
        && string.Equals(_path.Value, other.Path.Value, StringComparison.Ordinal);
}
