using Microsoft.AspNetCore.Mvc.RazorPages;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds endpoints that would run without the guard that protects them.</summary>
internal static class GuardRule
{
    public static string? Check(ValidatedEndpoint endpoint)
    {
        if (endpoint.Endpoint.Metadata.GetMetadata<DynamicEndpointMarker>() is not null)
        {
            return $"Endpoint '{endpoint.Name}' is replaced by endpoints that are chosen for each request, so its own protection would "
                + "never run. Call RequireJwt() or RequireSameOrigin() on MapControllers() or MapRazorPages() instead.";
        }

        // The page that runs is another endpoint with the same metadata, and without the guard.
        if (endpoint.Endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page and not CompiledPageActionDescriptor)
        {
            return $"Endpoint '{endpoint.Name}' is protected, but the page '{page.RelativePath}' is compiled when it is requested, and "
                + "what is compiled then would run without this protection. Compile pages with the application: remove "
                + "AddRazorRuntimeCompilation().";
        }

        return EndpointGuard.IsInFrontOf(endpoint.Endpoint) ? null :
            $"Endpoint '{endpoint.Name}' is protected, but something else was put in front of its protection, or replaced it. "
            + "Call RequireJwt() or RequireSameOrigin() last, on the endpoint or on its outermost group.";
    }
}
