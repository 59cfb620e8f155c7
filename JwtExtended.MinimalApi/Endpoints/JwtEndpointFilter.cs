using JwtExtended.MinimalApi.Authentication;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>The second lock, behind argument binding: a call without the gate's outcome does not reach the handler.</summary>
internal sealed class JwtEndpointFilter : IEndpointFilter
{
    public static JwtEndpointFilter Instance { get; } = new();

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (AuthenticationOutcome.Of(context.HttpContext) is not { } outcome)
        {
            // Only a replaced RequestDelegate leads here; the request ends, the reason is in the exception.
            throw new InvalidOperationException($"'{context.HttpContext.GetEndpoint()?.DisplayName}' is protected, but its request did not pass the gate. Do not replace the RequestDelegate of a protected endpoint.");
        }

        try
        {
            var result = await next(context);
            // Before the result is written: it reads the status that it is written with.
            outcome.RestoreError(context.HttpContext.Response);
            return result;
        }
        catch (RevocationStoreException) when (!context.HttpContext.Response.HasStarted)
        {
            // A revocation that nobody confirmed is never answered with success.
            await outcome.RefuseStoreFailedAsync(context.HttpContext);
            return Results.Empty;
        }
    }
}
