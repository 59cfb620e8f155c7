using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Finds pages of Blazor with attributes that would not be enforced: in a circuit, pages are opened without a request of their own.
/// </summary>
internal static class CircuitRule
{
    // Not public: known by name.
    private const string CircuitHub = "Microsoft.AspNetCore.Components.Server.ComponentHub";

    public static IEnumerable<string> Check(IReadOnlyList<Endpoint> endpoints)
    {
        var hubs = endpoints.Where(static endpoint => endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType.FullName == CircuitHub);
        var circuits = hubs.Select(static hub => EndpointRequirement.Of(hub)?.Presence ?? TokenPresence.Open).ToArray();
        if (circuits is [])
            return [];
        var isRequired = Array.TrueForAll(circuits, static presence => presence == TokenPresence.Required);
        return endpoints.Where(static endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(page => Check(page, isRequired))
            .OfType<string>();
    }

    private static string? Check(Endpoint page, bool isRequired)
    {
        var attributes = EndpointRequirement.Of(page)?.Parts.Where(static part => part.Reach == RequirementReach.Attribute).ToArray() ?? [];
        var restricts = Array.Exists(attributes, static part => part.Restricts);
        if (!restricts && (isRequired || attributes is not [.., { Presence: TokenPresence.Required }]))
            return null;
        var other = restricts ? "" : " Or call RequireJwt() on MapRazorComponents().";
        return $"Endpoint '{EndpointName.Of(page)}' requires a token by attribute, but interactive pages are opened without a request that "
            + "could be refused (AddInteractiveServerRenderMode()). Use [Authorize] instead, with AuthorizeRouteView and "
            + $"builder.Services.AddJwtExtended().{other}";
    }
}
