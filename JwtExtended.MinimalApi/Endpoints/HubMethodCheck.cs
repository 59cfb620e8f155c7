using System.Reflection;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Decides about each call of a hub method that has an attribute.</summary>
internal sealed class HubMethodCheck(
    RequestAuthenticator authenticator, RequirementCheck requirements, ConnectionOwners connections, ErrorResponder errors)
    : IHubMethodCheck
{
    public async ValueTask<JwtError?> RefuseAsync(HttpContext connection, MethodInfo method)
    {
        if (MethodRequirements.Of(method) is not { } requirement)
            return null;
        var refusal = await CheckAsync(connection, requirement);
        return refusal is null ? null : errors.ReportRefused(refusal, $"{method.DeclaringType?.Name}.{method.Name}");
    }

    private async ValueTask<Refusal?> CheckAsync(HttpContext connection, EndpointRequirement requirement)
    {
        // Long polling goes on with later tokens of the same session; SignalR keeps the user of the first one.
        var latest = ConnectionOwners.TryReadId(connection.Request, out var id) ? connections.TokenOf(id) : null;
        if ((latest ?? TokenFeature.Of(connection)?.Token ?? TokenFeature.OfUser(connection)) is not { } token)
            return EndpointEnforcer.Missing;
        return await authenticator.CheckAgainAsync(token, connection.RequestAborted)
            ?? await requirements.CheckAsync(connection, token, requirement);
    }
}
