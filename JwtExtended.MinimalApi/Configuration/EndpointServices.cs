using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Endpoints;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>What protects the endpoints of an app.</summary>
/// <param name="Protection">Protects each endpoint.</param>
/// <param name="Validator">Validates all endpoints at startup.</param>
/// <param name="Responder">Refuses requests.</param>
/// <param name="Expiry">Monitors the tokens of long requests.</param>
/// <param name="Refresh">Exchanges the refresh token of a request.</param>
internal sealed record EndpointServices(
    EndpointProtection Protection,
    EndpointValidator Validator,
    EndpointResponder Responder,
    TokenExpiryMonitor Expiry,
    RequestRefresh Refresh)
{
    /// <summary>The endpoints whose responses may carry tokens.</summary>
    public required IssuingEndpoints Issuing { get; init; }

    /// <summary>Tells developers of endpoints that do not ask for the token that their code asks for.</summary>
    public required UnaskedToken Unasked { get; init; }
}
