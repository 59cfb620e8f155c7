namespace JwtExtended.MinimalApi;

/// <summary>
/// Describes what an endpoint requires of the token of a request: for generators of OpenAPI documents, for audits and for tests. The
/// package adds it to the metadata of every endpoint that requires a token or accepts one.
/// </summary>
/// <remarks>
/// It is a description. Nothing is enforced by it: removing or adding it changes no decision. Where attributes alone protect an endpoint,
/// <see cref="JwtEndpointMetadataExtensions.GetJwtMetadata(Microsoft.AspNetCore.Http.Endpoint, IServiceProvider)"/> describes it: ASP.NET
/// Core lists such an endpoint as it was before it was protected.
/// </remarks>
public sealed class JwtEndpointMetadata
{
    internal JwtEndpointMetadata()
    {
    }

    /// <summary>Gets a value that indicates whether requests without a token are refused.</summary>
    /// <value><see langword="false"/> where the token is optional.</value>
    public bool IsRequired { get; internal init; }

    /// <summary>
    /// Gets a value that indicates whether the caller has to authenticate with an id and a secret of
    /// <see cref="JwtOptions.Introspection"/>, as at the endpoint of <c>MapJwtIntrospection</c>.
    /// </summary>
    public bool RequiresClientSecret { get; internal init; }

    /// <summary>Gets the types of token that are accepted.</summary>
    public IReadOnlyList<TokenType> TokenTypes { get; internal init; } = [];

    /// <summary>Gets where a token is looked for, in order: those of the endpoint, or <see cref="JwtOptions.Locations"/>.</summary>
    public IReadOnlyList<TokenLocation> Locations { get; internal init; } = [];

    /// <summary>Gets the roles of which the token needs one; empty if it needs none.</summary>
    /// <remarks>Where several calls name roles, one role of each call is needed; all of them are listed here.</remarks>
    public IReadOnlyList<string> Roles { get; internal init; } = [];

    /// <summary>Gets the scopes that the token needs, all of them (RFC 6749, 3.3).</summary>
    public IReadOnlyList<string> Scopes { get; internal init; } = [];

    /// <summary>Gets a value that indicates whether the token has to be fresh (RFC 9470).</summary>
    public bool RequiresFresh { get; internal init; }

    /// <summary>Gets the greatest time since the user authenticated, or <see langword="null"/> for no limit (RFC 9470, 4).</summary>
    public TimeSpan? MaxAge { get; internal init; }

    /// <summary>Gets the errors that the package may respond with in front of the handler, in the order of their codes.</summary>
    public IReadOnlyList<JwtError> Errors { get; internal init; } = [];
}
