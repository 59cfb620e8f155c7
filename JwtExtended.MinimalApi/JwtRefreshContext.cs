namespace JwtExtended.MinimalApi;

/// <summary>Provides a refresh to <see cref="JwtOptions.OnRefresh"/> and <see cref="JwtOptions.OnRefreshReused"/>.</summary>
public sealed class JwtRefreshContext
{
    internal JwtRefreshContext(Token token, IServiceProvider services, CancellationToken cancellationToken)
    {
        Token = token;
        Services = services;
        CancellationToken = cancellationToken;
    }

    /// <summary>
    /// Gets the token whose session goes on: the refresh token of the request, or the access token that
    /// <see cref="JwtCookieOptions.RefreshWithin"/> renews.
    /// </summary>
    public Token Token { get; }

    /// <summary>Gets the services of the request.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Gets a token that is canceled when the request is aborted.</summary>
    public CancellationToken CancellationToken { get; }
}
