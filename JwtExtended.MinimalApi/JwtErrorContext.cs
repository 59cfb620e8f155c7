using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>Provides a refused request to an error handler of <see cref="JwtOptions"/>.</summary>
public sealed class JwtErrorContext
{
    internal JwtErrorContext(HttpContext httpContext, JwtError error, Token? token)
    {
        HttpContext = httpContext;
        Error = error;
        Token = token;
    }

    /// <summary>Gets the refused request. Status and <c>WWW-Authenticate</c> (RFC 6750, 3) are already set.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>Gets the reason for which the request is refused.</summary>
    public JwtError Error { get; }

    /// <summary>
    /// Gets the token if it was verified, and the request refused for another reason (revocation, role, freshness); otherwise
    /// <see langword="null"/>.
    /// </summary>
    public Token? Token { get; }
}
