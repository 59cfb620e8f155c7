using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

    /// <summary>
    /// The same, while the parameters of a handler are inspected: its attributes and the calls on it add theirs after that. Filter
    /// factories run after all of them; this one adds no filter.
    /// </summary>
    public static void AddLaterTo(EndpointBuilder endpoint)
    {
        AddTo(endpoint);
        if (!endpoint.FilterFactories.Any(IsOwn))
            endpoint.FilterFactories.Add(new LastAddition(endpoint).Run);
    }

    /// <summary>Whether a filter factory is the one that adds no filter.</summary>
    public static bool IsOwn(Func<EndpointFilterFactoryContext, EndpointFilterDelegate, EndpointFilterDelegate> factory) =>
        factory.Target is LastAddition;

    private sealed class LastAddition(EndpointBuilder endpoint)
    {
        public EndpointFilterDelegate Run(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
        {
            AddTo(endpoint);
            return next;
        }
    }
}
