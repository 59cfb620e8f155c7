using System.Runtime.CompilerServices;
using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Tells a developer that code asks for the token of a request at an endpoint that does not: there is none, whatever the request carries.
/// </summary>
/// <param name="isDevelopment">Whether the environment is Development; elsewhere nothing is told.</param>
/// <param name="logger">Where it is told.</param>
internal sealed class UnaskedToken(bool isDevelopment, ILogger logger)
{
    private readonly ConditionalWeakTable<Endpoint, UnaskedToken> _reported = [];

    /// <summary>Whether a request carries a token: only then a mistake shows. It costs nothing, unlike its services.</summary>
    /// <returns><see langword="true"/> if it has an Authorization header.</returns>
    public static bool MayShowIn(HttpContext context) => context.Request.Headers.Authorization.Count > 0;

    /// <summary>Logs it, once for each endpoint.</summary>
    public void Report(HttpContext context)
    {
        if (isDevelopment
            && context.GetEndpoint() is { } endpoint
            && EndpointRequirement.Of(endpoint) is not { ConcernsTokens: true }
            && _reported.TryAdd(endpoint, this))
            Log.TokenNotAskedFor(logger, EndpointName.Of(endpoint));
    }
}
