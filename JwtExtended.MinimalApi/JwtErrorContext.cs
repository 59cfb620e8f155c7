using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>What an error handler of <see cref="JwtOptions"/> gets to write its answer.</summary>
public sealed class JwtErrorContext
{
    internal JwtErrorContext(HttpContext httpContext, JwtError error, Token? token)
    {
        HttpContext = httpContext;
        Error = error;
        Token = token;
    }

    /// <summary>The refused request. Status and <c>WWW-Authenticate</c> (RFC 6750, 3) are set already.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>Why the request is refused.</summary>
    public JwtError Error { get; }

    /// <summary>The token, when it was verified and refused for another reason (revoked, role, freshness); otherwise <see langword="null"/>.</summary>
    public Token? Token { get; }
}
