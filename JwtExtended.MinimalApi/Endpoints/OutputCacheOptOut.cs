using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OutputCaching;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Keeps the responses of an endpoint out of the output cache.</summary>
internal static class OutputCacheOptOut
{
    private static readonly OutputCacheAttribute NoStore = new() { NoStore = true };

    /// <summary>
    /// Adds the attribute last: it wins over base policies and <c>CacheOutput()</c>, so that nothing is stored and no request waits
    /// for the lock of another one.
    /// </summary>
    public static void AddTo(EndpointBuilder endpoint)
    {
        endpoint.Metadata.Remove(NoStore);
        endpoint.Metadata.Add(NoStore);
    }
}
