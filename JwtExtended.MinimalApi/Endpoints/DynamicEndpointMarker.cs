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

    /// <summary>Whether the endpoint would be replaced, and nothing is required of it: then nothing is taken away.</summary>
    /// <returns><see langword="false"/> for every other endpoint.</returns>
    public static bool IsOpenDynamic(EndpointBuilder builder) =>
        builder.Metadata.OfType<RequirementPart>().LastOrDefault() is { Presence: TokenPresence.Open }
        && !builder.Metadata.Any(static item => item is SameOriginMetadata)
        && builder.Metadata.Any(static item => item is IDynamicEndpointMetadata { IsDynamic: true });

    /// <summary>Takes the replacement away: the endpoint then leads to its own guard, which refuses.</summary>
    public static void Disarm(EndpointBuilder builder)
    {
        var found = false;
        for (var i = builder.Metadata.Count - 1; i >= 0; i--)
        {
            if (builder.Metadata[i] is not IDynamicEndpointMetadata { IsDynamic: true })
                continue;
            builder.Metadata.RemoveAt(i);
            found = true;
        }

        if (found)
            builder.Metadata.Add(Instance);
    }
}
