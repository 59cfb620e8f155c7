using Microsoft.AspNetCore.Builder;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Adds the endpoint filter once, whatever the number of calls. Metadata of the endpoint.</summary>
internal sealed class FilterAttachment
{
    private static readonly FilterAttachment Instance = new();

    public static void AddTo(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.Any(static item => item is FilterAttachment))
            return;
        endpoint.Metadata.Add(Instance);
        endpoint.FilterFactories.Add(static (_, next) => call => JwtEndpointFilter.Instance.InvokeAsync(call, next));
    }
}
