using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>The endpoint filter of the package, and metadata that says whether others are attached.</summary>
internal sealed class FilterAttachment
{
    private static readonly Func<EndpointFilterFactoryContext, EndpointFilterDelegate, EndpointFilterDelegate> Factory =
        // Binding a Token is the same check: a request that was not authenticated does not get past it.
        static (context, next) => Array.Exists(context.MethodInfo.GetParameters(), static p => ActionParameters.IsToken(p.ParameterType))
            ? next
            : call => JwtEndpointFilter.Instance.InvokeAsync(call, next);

    /// <summary>Whether the endpoint has filters of the application.</summary>
    public bool HasOthers { get; private init; }

    /// <summary>Adds the filter once, whatever the number of calls.</summary>
    public static void AddTo(EndpointBuilder endpoint)
    {
        if (!endpoint.Metadata.Any(static item => item is TokenParameter) && !endpoint.FilterFactories.Contains(Factory))
            endpoint.FilterFactories.Add(Factory);
    }

    /// <summary>Notes, where nothing is noted, that there may be filters.</summary>
    public static void AssumeOthers(EndpointBuilder endpoint)
    {
        if (!endpoint.Metadata.Any(static item => item is FilterAttachment))
            endpoint.Metadata.Add(new FilterAttachment { HasOthers = true });
    }

    /// <summary>Notes, when all conventions have run, which filters there are.</summary>
    public static void Describe(EndpointBuilder endpoint)
    {
        for (var i = endpoint.Metadata.Count - 1; i >= 0; i--)
        {
            if (endpoint.Metadata[i] is FilterAttachment)
                endpoint.Metadata.RemoveAt(i);
        }

        var hasOthers = endpoint.FilterFactories.Any(static factory => factory != Factory && !LastMetadata.IsOwn(factory));
        endpoint.Metadata.Add(new FilterAttachment { HasOthers = hasOthers });
    }
}
