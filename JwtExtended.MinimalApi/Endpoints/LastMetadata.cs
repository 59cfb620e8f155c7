using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Adds metadata while the parameters of a handler are inspected, and again last of all: attributes and calls add theirs in between.
/// Filter factories run after all of them; this one adds no filter.
/// </summary>
internal sealed class LastMetadata
{
    private readonly EndpointBuilder _endpoint;

    private LastMetadata(EndpointBuilder endpoint) => _endpoint = endpoint;

    public static void AddTo(EndpointBuilder endpoint)
    {
        OutputCacheOptOut.AddTo(endpoint);
        if (!endpoint.FilterFactories.Any(IsOwn))
            endpoint.FilterFactories.Add(new LastMetadata(endpoint).Run);
    }

    /// <summary>Whether a filter factory is the one that adds no filter.</summary>
    public static bool IsOwn(Func<EndpointFilterFactoryContext, EndpointFilterDelegate, EndpointFilterDelegate> factory) =>
        factory.Target is LastMetadata;

    private EndpointFilterDelegate Run(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        OutputCacheOptOut.AddTo(_endpoint);
        FormAntiforgery.AddTo(_endpoint);
        var protection = EndpointProtectionRegistry.Find(_endpoint.ApplicationServices);
        protection?.ReplaceFallbackPolicy(_endpoint);
        protection?.Describe(_endpoint);
        return next;
    }
}
