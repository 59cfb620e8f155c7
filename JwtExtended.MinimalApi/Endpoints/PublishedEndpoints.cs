using JwtExtended.MinimalApi.Keys.Publishing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Maps documents that everybody may read, from every site (CORS), without a credential.</summary>
/// <param name="ContentType">The media type.</param>
/// <param name="Find">Finds the document that is in effect.</param>
/// <param name="Description">What generators of OpenAPI documents tell.</param>
internal sealed record PublishedEndpoints(
    string ContentType, Func<HttpContext, PublishedJson> Find, OperationDescription Description)
{
    // Short: clients must soon see a key that was added or retired, even through a cache.
    private const string Cacheable = "public, max-age=300";

    private const string Methods = "GET, HEAD, OPTIONS";

    /// <summary>Maps the document.</summary>
    /// <returns>A builder of the endpoint that is described.</returns>
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern)
    {
        Hide(endpoints.MapMethods(pattern, [HttpMethods.Head, HttpMethods.Options], RespondAsync));
        return Open(Description.AddTo(endpoints.MapGet(pattern, RespondAsync)));
    }

    /// <summary>Maps the document where the issuer says that it is, whatever group it is mapped in.</summary>
    /// <param name="endpoints">The application or a group.</param>
    /// <param name="pattern">The pattern below the group, which stands for the document where the issuer is not known.</param>
    /// <param name="locate">Finds the path in the host of the issuer, from the pattern with the group.</param>
    public void MapPublic(IEndpointRouteBuilder endpoints, string pattern, Func<IServiceProvider, string, string?> locate)
    {
        var endpoint = endpoints.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options], RespondAsync);
        Hide(endpoint);
        endpoint.Finally(builder => Move((RouteEndpointBuilder)builder, locate));
    }

    private static IEndpointConventionBuilder Open(IEndpointConventionBuilder endpoint) =>
        endpoint.WithMetadata(new AllowAnonymousAttribute());

    private static void Hide(IEndpointConventionBuilder endpoint) => Open(endpoint).ExcludeFromDescription().Finally(static builder =>
    {
        // The name is that of the endpoint that is described.
        foreach (var name in builder.Metadata.Where(static item => item is IEndpointNameMetadata or IRouteNameMetadata).ToArray())
            builder.Metadata.Remove(name);
    });

    private static void Move(RouteEndpointBuilder endpoint, Func<IServiceProvider, string, string?> locate)
    {
        var mapped = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
        if (locate(endpoint.ApplicationServices, mapped) is { } path && path != mapped && TryParse(path) is { } pattern)
            endpoint.RoutePattern = pattern;
        else
            endpoint.Metadata.Add(new SuppressMatchingMetadata());
    }

    // Where a path of the issuer is no route, it is served where it was mapped alone.
    private static RoutePattern? TryParse(string path)
    {
        var text = Uri.UnescapeDataString(path);
        return text.Contains('?', StringComparison.Ordinal) || text.Contains("//", StringComparison.Ordinal) ? null :
            RoutePatternFactory.Parse(text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
    }

    private Task RespondAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        // The application's own policy replaces the value for the origins that it knows: a cache has to tell them apart.
        if (context.RequestServices.GetService<ICorsService>() is not null)
            headers.Vary = HeaderNames.Origin;
        if (HttpMethods.IsOptions(context.Request.Method))
            return AllowAsync(context);
        headers.CacheControl = Cacheable;
        var document = Find(context);
        // The framework responds with 304 if the client has the current version (RFC 9110, 13.1.2), and to HEAD without the body.
        return Results.Bytes(document.Json, ContentType, entityTag: new EntityTagHeaderValue(document.Tag)).ExecuteAsync(context);
    }

    private static Task AllowAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Allow = Methods;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = "*";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
