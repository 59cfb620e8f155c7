using JwtExtended.MinimalApi.Keys.Publishing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds endpoints that the configuration of the app does not fit.</summary>
/// <param name="keys">The keys of the app.</param>
/// <param name="publication">What is published about them.</param>
/// <param name="resource">What is published about the app as a resource.</param>
/// <param name="refreshPath">The path below which browsers send the refresh cookie.</param>
internal sealed class AppRules(JwtKeyRing keys, KeyPublication publication, ResourcePublication resource, string refreshPath)
{
    /// <summary>Whether a caller can authenticate at the introspection endpoint.</summary>
    public required bool HasCallers { get; init; }

    public IEnumerable<string?> Check(ValidatedEndpoint endpoint, EndpointRequirement requirement)
    {
        yield return requirement.Rotates && !keys.Signing.CanSign
            ? $"Endpoint '{endpoint.Name}' issues tokens, but only a public key is configured. "
            + "Configure PrivateKey, or map it at the service that issues them."
            : null;
        yield return CheckRefreshPath(endpoint, requirement);
    }

    /// <summary>Checks an endpoint that requires no token.</summary>
    /// <returns>The problem with the cure, or <see langword="null"/>.</returns>
    public string? CheckCallers(ValidatedEndpoint endpoint) =>
        !HasCallers && endpoint.Endpoint.Metadata.GetMetadata<AnnouncedEndpoint>() == AnnouncedEndpoint.Introspection
            ? $"Endpoint '{endpoint.Name}' tells other services about tokens, but none is configured. "
            + "Call cfg.Introspection.AddCaller(id, secret), or set Jwt:Introspection:Callers:<id> to the secret of that caller. "
            + "Create one with: openssl rand -base64 32"
            : null;

    public IEnumerable<string> CheckPublication(IReadOnlyList<Endpoint> endpoints) =>
        new[] { publication.Check(endpoints), resource.Check(endpoints) }.OfType<string>();

    // A browser sends the refresh cookie below its path alone.
    private string? CheckRefreshPath(ValidatedEndpoint endpoint, EndpointRequirement requirement)
    {
        var takesCookie = (requirement.Rotates || requirement.EndsSessions) && endpoint.Locations.Contains(TokenLocation.Cookie);
        if (!takesCookie || refreshPath == "/" || endpoint.Endpoint is not RouteEndpoint route)
            return null;
        var path = EndpointName.PathOf(route);
        return path == refreshPath || path.StartsWith(refreshPath.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase) ? null :
            $"Endpoint '{endpoint.Name}' takes the refresh cookie, but Cookies.RefreshPath is '{refreshPath}', and browsers send it "
            + "below that path alone. Map it there, or leave RefreshPath unset.";
    }
}
