using JwtExtended.MinimalApi.Protection;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Looks at every endpoint before the server listens: wiring errors stop the start.</summary>
internal static class EndpointAudit
{
    /// <exception cref="InvalidOperationException">Every wiring error, in one message.</exception>
    public static void Run(EndpointDataSource endpoints, JwtComposition parts)
    {
        var problems = new List<string>();
        foreach (var endpoint in endpoints.Endpoints)
        {
            var requirement = JwtRequirement.Of(endpoint);
            problems.AddRange(parts.Wiring.Check(endpoint, requirement, requirement?.From ?? parts.Locations));
        }

        if (KeyPublication.Check(endpoints.Endpoints, parts) is { } unpublished)
            problems.Add(unpublished);
        if (problems.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }
}
