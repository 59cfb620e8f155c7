using Microsoft.AspNetCore.SignalR;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds attributes of hub methods that nothing enforces, or that say what cannot be.</summary>
internal static class HubMethodRule
{
    /// <summary>Checks the hub of an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="hasFilter">Whether the filter that enforces the attributes is registered.</param>
    /// <returns>The problem with its cure, or <see langword="null"/>.</returns>
    public static string? Check(ValidatedEndpoint endpoint, bool hasFilter)
    {
        if (endpoint.Endpoint.Metadata.GetMetadata<HubMetadata>() is not { } hub)
            return null;
        foreach (var (method, requirement) in MethodRequirements.AllOf(hub.HubType))
        {
            var name = $"{hub.HubType.Name}.{method.Name}";
            if (method.GetBaseDefinition().DeclaringType == typeof(Hub))
                return $"'{name}' is no method that clients call: the attribute on it does nothing. Put it on the hub.";
            if (requirement.Presence != TokenPresence.Required)
            {
                return $"Hub method '{name}' has [OptionalJwt] or [WithoutJwt], but the connection is checked before any method is called. "
                    + "Remove the attribute, or put it on the hub.";
            }

            if (!hasFilter)
            {
                return $"Hub method '{name}' requires a token, and nothing enforces it. "
                    + "Call builder.Services.AddJwtExtended(), which registers a filter for hubs.";
            }

            if (endpoint.Requirement is null or { Presence: TokenPresence.Open })
            {
                return $"Hub method '{name}' requires a token, but connections of '{endpoint.Name}' are made without one. "
                    + "Call OptionalJwt() or RequireJwt() on MapHub().";
            }
        }

        return null;
    }
}
