using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JwtExtended.MinimalApi;

/// <summary>Describes what a protected operation requires, and how it is refused.</summary>
internal sealed class ProtectedOperationTransformer(OpenApiOptions options) : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var services = context.ApplicationServices;
        if (context.Description.GetJwtMetadata(services) is not { } metadata || context.Document is not { } document)
            return Task.CompletedTask;
        var schemes = new SecuritySchemes(Jwt.For(services).Options, document);
        operation.Security = [.. schemes.RequirementsOf(metadata, ScopesOf(metadata))];
        ErrorResponses.Describe(operation, metadata, document);
        if (OAuthForms.AreDescribed(metadata))
            OAuthForms.DescribeErrors(operation, metadata, document);
        RequestCredentials.Describe(operation, metadata, context.Description.HttpMethod, Jwt.For(services).Options);
        return Task.CompletedTask;
    }

    // OpenAPI 3.1.1, 4.8.30: only since 3.1 a scheme that is not OAuth may list what it needs.
    private IReadOnlyList<string> ScopesOf(JwtEndpointMetadata metadata) =>
        options.OpenApiVersion >= OpenApiSpecVersion.OpenApi3_1 ? metadata.Scopes : [];
}
