using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>An endpoint as its app protects it.</summary>
internal interface IGuardedEndpoint
{
    Endpoint Endpoint { get; }

    /// <summary>Authenticates a request before the endpoint runs, where that is possible.</summary>
    /// <returns>A task that completes when the request is authenticated.</returns>
    ValueTask AuthenticateAsync(HttpContext context);

    /// <summary>The same, also where it needs the body.</summary>
    /// <returns>A task that completes when the request is authenticated.</returns>
    ValueTask AuthenticateFullyAsync(HttpContext context);

    /// <summary>Calls the next delegate, or refuses the request.</summary>
    /// <returns>A task that completes when the request was handled.</returns>
    Task InvokeAsync(HttpContext context, RequestDelegate next);
}
