using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Keys.Publishing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Looks at every endpoint before the server listens: wiring errors stop the start.</summary>
internal static class EndpointAudit
{
    /// <exception cref="InvalidOperationException">Every wiring error, in one message.</exception>
    public static void Run(EndpointDataSource endpoints, JwtRuntime parts)
    {
        var problems = new List<string>();
        foreach (var endpoint in endpoints.Endpoints)
        {
            var requirement = EndpointRequirement.Of(endpoint);
            problems.AddRange(parts.Wiring.Check(endpoint, requirement, requirement?.From ?? parts.Locations));
            if (requirement?.Rotates == true && !parts.Keys.Signing.CanSign)
                problems.Add($"Endpoint '{EndpointName.Of(endpoint)}' issues tokens, but only a public key is configured. Configure PrivateKey, or map it at the service that issues them.");
            if (CheckRefreshPath(endpoint, requirement, parts) is { } unreachable)
                problems.Add(unreachable);
        }

        if (KeyPublication.Check(endpoints.Endpoints, parts) is { } unpublished)
            problems.Add(unpublished);
        if (problems.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }

    // A browser sends the refresh cookie below its path alone.
    private static string? CheckRefreshPath(Endpoint endpoint, EndpointRequirement? requirement, JwtRuntime parts)
    {
        var needsCookie = requirement is not null && (requirement.Rotates || requirement.EndsSessions) && (requirement.From ?? parts.Locations).Contains(TokenLocation.Cookie);
        var below = parts.Cookies.Rules.RefreshPath;
        if (!needsCookie || below == "/" || endpoint is not RouteEndpoint route)
            return null;
        var path = "/" + route.RoutePattern.RawText?.TrimStart('/');
        return path == below || path.StartsWith(below.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase) ? null :
            $"Endpoint '{EndpointName.Of(endpoint)}' takes the refresh cookie, but Cookies.RefreshPath is '{below}', and browsers send it below that path alone. Map it there, or leave RefreshPath out.";
    }
}
