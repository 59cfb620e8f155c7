using JwtExtended.MinimalApi.Keys.Publishing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What an app publishes about itself as a protected resource, from its configuration and its endpoints.</summary>
internal sealed class ResourcePublication(ResourceRules rules)
{
    private readonly PublicUrl? _url = PublicUrl.Parse(rules.Resource);
    private volatile string? _address;
    private Description? _last;

    /// <summary>The path of the resource; empty for none.</summary>
    public string Path => _url?.Path ?? "";

    /// <summary>Where the metadata is; <see langword="null"/> where it is not published.</summary>
    public string? Address => _address;

    /// <summary>Finds out whether the metadata is published, and checks what that needs.</summary>
    /// <returns>The problem with the cure, or <see langword="null"/>.</returns>
    public string? Check(IReadOnlyList<Endpoint> endpoints)
    {
        if (!endpoints.Any(static endpoint => endpoint.Metadata.GetMetadata<PublishedDocument>() == PublishedDocument.Resource))
            return null;
        // RFC 9728, 1.2: https, no fragment.
        if (_url is null || !_url.IsSafe(rules.IsDevelopment))
        {
            return "MapJwtResourceMetadata() needs an Audience that is an absolute https URL without query and fragment (RFC 9728, 1.2), "
                + $"or http on loopback in Development; it is '{rules.Resource}'. Set Jwt:Audience, such as https://api.example.com.";
        }

        _address = _url.Insert(ResourceDocument.Path);
        return null;
    }

    /// <summary>Describes the resource.</summary>
    /// <returns>The metadata document.</returns>
    public PublishedJson Describe(EndpointDataSource source)
    {
        var endpoints = source.Endpoints;
        if (_last is { } last && ReferenceEquals(last.Endpoints, endpoints))
            return last.Document;
        var issuers = rules.Issuers.Where(static issuer => PublicUrl.Parse(issuer) is not null);
        var document = ResourceDocument.Write(rules.Resource!, issuers, rules.BearerMethods, ScopesOf(endpoints));
        _last = new Description(endpoints, document);
        return document;
    }

    // RFC 9728, 2: a resource may choose not to advertise a scope. What no document describes is not advertised.
    private static IEnumerable<string> ScopesOf(IEnumerable<Endpoint> endpoints) => endpoints
        .Where(static endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true })
        .SelectMany(static endpoint => EndpointRequirement.Of(endpoint)?.Scopes ?? [])
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    private sealed record Description(IReadOnlyList<Endpoint> Endpoints, PublishedJson Document);
}
