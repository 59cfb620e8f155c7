using Microsoft.AspNetCore.OpenApi;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to describe protected endpoints in OpenAPI documents.</summary>
public static class JwtOpenApiOptionsExtensions
{
    /// <summary>
    /// Describes in the document which endpoints require a token, where it is sent, which scopes and roles it needs, and the errors that
    /// refused requests get: security schemes and requirements (OpenAPI 3.1.1, 4.8.27 and 4.8.30), and the codes of the problem details.
    /// </summary>
    /// <param name="options">The options of the document.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="InvalidOperationException">
    /// At the request for the document: <c>Jwt.Initialize</c> was not called for the application.
    /// </exception>
    /// <example>
    /// <code>
    /// builder.Services.AddOpenApi(options => options.AddJwtExtended());
    /// var app = builder.Build();
    /// Jwt.Initialize(app);
    /// app.MapOpenApi();
    /// </code>
    /// </example>
    public static OpenApiOptions AddJwtExtended(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddOperationTransformer(new ProtectedOperationTransformer(options));
    }
}
