using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to find out what endpoints require.</summary>
public static class JwtEndpointMetadataExtensions
{
    /// <summary>Describes what an endpoint requires, by calls, attributes and parameters.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="services">The services of the application.</param>
    /// <returns>The description, or <see langword="null"/> if the endpoint asks for no token.</returns>
    /// <exception cref="InvalidOperationException"><c>Jwt.Initialize</c> was not called for the application.</exception>
    public static JwtEndpointMetadata? GetJwtMetadata(this Endpoint endpoint, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return Describe(endpoint.Metadata, services);
    }

    /// <summary>
    /// Describes what an operation of the API explorer requires: <c>Microsoft.AspNetCore.OpenApi</c>, Swashbuckle and NSwag have it in
    /// their contexts.
    /// </summary>
    /// <param name="operation">The operation.</param>
    /// <param name="services">The services of the application.</param>
    /// <returns>The description, or <see langword="null"/> if the operation asks for no token.</returns>
    /// <exception cref="InvalidOperationException"><c>Jwt.Initialize</c> was not called for the application.</exception>
    public static JwtEndpointMetadata? GetJwtMetadata(this ApiDescription operation, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(services);
        // What was called on all controllers is known to the endpoint of the action alone.
        var endpoint = services.GetRequiredService<EndpointDataSource>().Endpoints
            .FirstOrDefault(endpoint => endpoint.Metadata.GetMetadata<ActionDescriptor>()?.Id == operation.ActionDescriptor.Id);
        return Describe(endpoint?.Metadata ?? new EndpointMetadataCollection(operation.ActionDescriptor.EndpointMetadata), services);
    }

    /// <summary>Lists the endpoints of an application with what they require, for audits and tests.</summary>
    /// <param name="app">The application, when all of its endpoints are mapped.</param>
    /// <returns>Each endpoint with its description, <see langword="null"/> for those that ask for no token.</returns>
    /// <exception cref="InvalidOperationException"><c>Jwt.Initialize</c> was not called for the application.</exception>
    /// <example>
    /// <code>
    /// foreach (var (endpoint, metadata) in app.GetJwtEndpoints())
    ///     Console.WriteLine($"{endpoint.DisplayName}: {(metadata is null ? "open" : string.Join(' ', metadata.Scopes))}");
    /// </code>
    /// </example>
    public static IReadOnlyList<(Endpoint Endpoint, JwtEndpointMetadata? Metadata)> GetJwtEndpoints(this IHost app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        // Before the start, the endpoints are known to the routes of the application alone.
        if (endpoints.Count == 0 && app is IEndpointRouteBuilder routes)
            endpoints = [.. routes.DataSources.SelectMany(static source => source.Endpoints)];
        return [.. endpoints.Select(endpoint => (endpoint, endpoint.GetJwtMetadata(app.Services)))];
    }

    private static JwtEndpointMetadata? Describe(EndpointMetadataCollection metadata, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Jwt.For(services).Runtime.Endpoints.Protection.Descriptions.Describe(metadata);
    }
}
