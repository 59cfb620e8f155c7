using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Adds to an endpoint what it requires and how it refuses, for those who read it. Nothing is enforced by it.</summary>
internal static class EndpointDescription
{
    public static void AddTo(EndpointBuilder endpoint)
    {
        // Conventions run several times, and one in between may have changed the requirement.
        while (endpoint.Metadata.OfType<JwtEndpointMetadata>().FirstOrDefault() is { } earlier)
            endpoint.Metadata.Remove(earlier);
        if (EndpointProtectionRegistry.Find(endpoint.ApplicationServices)?.Descriptions is not { } descriptions
            || descriptions.Describe(new EndpointMetadataCollection(endpoint.Metadata)) is not { } description)
            return;
        endpoint.Metadata.Add(description);
        AddResponses(endpoint.Metadata, descriptions.DescribeResponses(description));
    }

    private static void AddResponses(IList<object> metadata, IEnumerable<IProducesResponseTypeMetadata> responses)
    {
        var described = metadata.OfType<IProducesResponseTypeMetadata>().Select(static response => response.StatusCode).ToHashSet();
        // ASP.NET Core describes a 200 only where nothing is described: with our own responses listed it has to be added.
        if (described.All(static status => status >= StatusCodes.Status400BadRequest))
            metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(void)));
        foreach (var response in responses.Where(response => !described.Contains(response.StatusCode)))
            metadata.Add(response);
    }
}
