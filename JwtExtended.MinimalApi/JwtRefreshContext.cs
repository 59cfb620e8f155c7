using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>Provides a refresh to <see cref="JwtOptions.OnRefresh"/> and <see cref="JwtOptions.OnRefreshReused"/>.</summary>
public sealed class JwtRefreshContext
{
    internal JwtRefreshContext(Token token, HttpContext context)
        : this(token, context.RequestServices, context.RequestAborted) => HttpContext = context;

    internal JwtRefreshContext(Token token, IServiceProvider services, CancellationToken cancellationToken)
    {
        Token = token;
        Services = services;
        CancellationToken = cancellationToken;
    }

    /// <summary>Gets the refresh token whose session goes on.</summary>
    public Token Token { get; }

    /// <summary>Gets the request, or <see langword="null"/> for <see cref="JwtService.RefreshAsync(string, CancellationToken)"/>.</summary>
    public HttpContext? HttpContext { get; }

    /// <summary>Gets the services of the request; outside of a request, those of a scope that ends with the refresh.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Gets a token that is canceled when the request is aborted.</summary>
    public CancellationToken CancellationToken { get; }

    internal bool IsRefused { get; private set; }

    /// <summary>
    /// Refuses this refresh (<c>access_denied</c>, 403) and leaves the session and its refresh token as they are: the client may try again.
    /// What the handler returns is ignored.
    /// </summary>
    public void Refuse() => IsRefused = true;
}
