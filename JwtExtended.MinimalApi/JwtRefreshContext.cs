namespace JwtExtended.MinimalApi;

/// <summary>A refresh that the application is asked about, or warned of.</summary>
public sealed class JwtRefreshContext
{
    internal JwtRefreshContext(Token token, IServiceProvider services, CancellationToken cancellationToken)
    {
        Token = token;
        Services = services;
        CancellationToken = cancellationToken;
    }

    /// <summary>The refresh token that was presented.</summary>
    public Token Token { get; }

    /// <summary>The services of the request.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Ends with the request.</summary>
    public CancellationToken CancellationToken { get; }
}
