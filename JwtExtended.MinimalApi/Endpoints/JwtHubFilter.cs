using JwtExtended.MinimalApi.Responses;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Enforces the attributes of hub methods at each call.</summary>
internal sealed class JwtHubFilter : IHubFilter, IConfigureOptions<HubOptions>
{
    public void Configure(HubOptions options) => options.AddFilter(this);

    public ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
        MethodRequirements.Of(invocationContext.HubMethod) is null ? next(invocationContext) : CheckAsync(invocationContext, next);

    private static async ValueTask<object?> CheckAsync(
        HubInvocationContext call, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (EndpointProtectionRegistry.Find(call.ServiceProvider) is not { } app || call.Context.GetHttpContext() is not { } connection)
            throw new InvalidOperationException("Jwt.Initialize(app) was not called, or the connection has no request.");
        if (await app.HubMethods.RefuseAsync(connection, call.HubMethod) is { } error)
            throw new HubException($"{ErrorTable.Entry(error.Code).Name}: {error.Message}");
        return await next(call);
    }
}
