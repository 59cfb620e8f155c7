using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>The second check, behind argument binding: a call that was not authenticated does not reach the handler.</summary>
internal sealed class JwtEndpointFilter : IEndpointFilter
{
    public static JwtEndpointFilter Instance { get; } = new();

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (TokenFeature.Enforced(context.HttpContext) is not { } feature)
        {
            // Only a replaced RequestDelegate leads here; the request ends, the reason is in the exception.
            throw new InvalidOperationException(
                $"'{context.HttpContext.GetEndpoint()?.DisplayName}' is protected, but its request was not authenticated. "
                + "Do not replace the RequestDelegate of a protected endpoint.");
        }

        var result = next(context);
        if (!result.IsCompletedSuccessfully)
            return AwaitAsync(result, feature, context.HttpContext.Response);
        feature.OnHandlerReturned(context.HttpContext.Response);
        return result;
    }

    private static async ValueTask<object?> AwaitAsync(ValueTask<object?> running, ITokenFeature feature, HttpResponse response)
    {
        var result = await running;
        feature.OnHandlerReturned(response);
        return result;
    }
}
