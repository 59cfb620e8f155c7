using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Puts the guard in front of an endpoint that the rest of the pipeline selects: routing that was added behind
/// <c>Jwt.Initialize</c>, or routes again, has the endpoints without it.
/// </summary>
/// <param name="guards">Adds the guards.</param>
/// <param name="endpoint">The endpoint that was selected before.</param>
internal sealed class GuardedEndpointFeature(LateGuards guards, Endpoint? endpoint) : IEndpointFeature
{
    public Endpoint? Endpoint
    {
        get => endpoint;
        set => endpoint = value is null ? null : guards.Guard(value);
    }
}
