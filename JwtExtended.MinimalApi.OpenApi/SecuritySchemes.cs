using Microsoft.OpenApi;

namespace JwtExtended.MinimalApi;

/// <summary>The security schemes of an application: one for each type of token and each place where it is sent.</summary>
internal sealed class SecuritySchemes(JwtOptions options, OpenApiDocument document)
{
    private const string Authorization = "Authorization";
    private const string Bearer = "Bearer";
    private const string ClientId = "jwtClient";

    /// <summary>What an operation requires: one of the alternatives.</summary>
    /// <returns>An alternative for each type of token and each place; one without a scheme, where the token is optional.</returns>
    public IEnumerable<OpenApiSecurityRequirement> RequirementsOf(JwtEndpointMetadata metadata, IReadOnlyList<string> scopes)
    {
        if (!metadata.IsRequired)
            yield return [];
        if (metadata.RequiresClientSecret)
        {
            Add(ClientId, OfClient());
            yield return new() { [new OpenApiSecuritySchemeReference(ClientId, document)] = [] };
        }

        // What is in a form alone is no security scheme.
        if (metadata.Locations is [TokenLocation.Form])
            yield break;
        var sent =
            from type in metadata.TokenTypes
            from location in metadata.Locations
            select SchemeOf(type, location);
        foreach (var (id, scheme) in sent.OfType<(string, OpenApiSecurityScheme)>())
        {
            Add(id, scheme);
            yield return new() { [new OpenApiSecuritySchemeReference(id, document)] = [.. scopes] };
        }
    }

    private void Add(string id, OpenApiSecurityScheme scheme)
    {
        if (document.Components?.SecuritySchemes?.ContainsKey(id) != true)
            document.AddComponent<IOpenApiSecurityScheme>(id, scheme);
    }

    private static OpenApiSecurityScheme OfClient() => new()
    {
        Type = SecuritySchemeType.Http,
        Scheme = "basic",
        Description = "The id and the secret of a service, encoded as in a form (RFC 6749, 2.3.1).",
    };

    // What is in a body is no security scheme.
    private (string, OpenApiSecurityScheme)? SchemeOf(TokenType type, TokenLocation location) => (type, location) switch
    {
        (TokenType.Access, TokenLocation.Header) => ("jwt", OfHeader("The access token.")),
        (TokenType.Refresh, TokenLocation.Header) => ("jwtRefresh", OfHeader("The refresh token.")),
        (TokenType.Access, TokenLocation.Cookie) => ("jwtCookie", OfCookie(options.Cookies.AccessName, "The access token.")),
        (TokenType.Refresh, TokenLocation.Cookie) => ("jwtRefreshCookie", OfCookie(options.Cookies.RefreshName, "The refresh token.")),
        (TokenType.Access, TokenLocation.Query) => ("jwtQuery", OfQuery(options.QueryParameter, "The access token.")),
        (_, TokenLocation.Ticket) => ("jwtTicket", OfQuery("ticket", "A ticket for this path, which is accepted once.")),
        _ => null,
    };

    // Only registered schemes can be named as such (OpenAPI 3.1.1, 4.8.27.1).
    private OpenApiSecurityScheme OfHeader(string what) => IsBearer
        ? new() { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = what }
        : new()
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = options.HeaderName,
            Description = options.HeaderPrefixes is [""]
                ? what
                : $"{what} Its value is {string.Join(" or ", options.HeaderPrefixes.Select(FormOf))}.",
        };

    private bool IsBearer =>
        options.HeaderName.Equals(Authorization, StringComparison.OrdinalIgnoreCase)
        && options.HeaderPrefixes.Contains(Bearer, StringComparer.OrdinalIgnoreCase);

    private static string FormOf(string prefix) => prefix.Length == 0 ? "'<token>'" : $"'{prefix} <token>'";

    private static OpenApiSecurityScheme OfCookie(string? name, string what) =>
        new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = name, Description = what };

    private static OpenApiSecurityScheme OfQuery(string name, string what) =>
        new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Query, Name = name, Description = what };
}
