using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Marks an endpoint that routing would replace by another one for each request (<c>MapFallbackToController</c>,
/// <c>MapDynamicControllerRoute</c>).
/// A guard in front of it would never be reached.
/// </summary>
internal sealed class DynamicEndpointMarker
{
    private static readonly DynamicEndpointMarker Instance = new();

    /// <summary>Whether routing would replace the endpoint.</summary>
    /// <returns><see langword="false"/> for every other endpoint.</returns>
    public static bool IsDynamic(EndpointBuilder builder) => builder.Metadata.Any(IsDynamic);

    /// <summary>Takes the replacement away: the endpoint then leads to its own guard, which refuses.</summary>
    public static void Disarm(EndpointBuilder builder)
    {
        var found = false;
        for (var i = builder.Metadata.Count - 1; i >= 0; i--)
        {
            if (!IsDynamic(builder.Metadata[i]))
                continue;
            builder.Metadata.RemoveAt(i);
            found = true;
        }

        if (found)
            builder.Metadata.Add(Instance);
    }

    private static bool IsDynamic(object metadata) => metadata is IDynamicEndpointMetadata { IsDynamic: true };
}
