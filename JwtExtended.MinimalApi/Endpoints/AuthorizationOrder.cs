using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Puts the middleware of authentication and authorization around that of the package. WebApplication would put both in front of everything
/// that the application adds: in front of <c>UseForwardedHeaders</c>, where the request has another origin than at its endpoint, and of
/// <c>UseCors</c>, so that a refusal had no CORS headers.
/// </summary>
internal sealed class AuthorizationOrder(IApplicationBuilder app)
{
    // What WebApplication looks at before it adds them, and what UseRouting leaves behind.
    private const string AuthenticationKey = "__AuthenticationMiddlewareSet";
    private const string AuthorizationKey = "__AuthorizationMiddlewareSet";
    private const string RoutingKey = "__EndpointRouteBuilder";

    private readonly object _mark = new();
    private bool _routesBefore;

    public void AddAuthentication()
    {
        _routesBefore = app.Properties.ContainsKey(RoutingKey);
        if (IsDueFor<IAuthenticationSchemeProvider>(AuthenticationKey))
            app.UseAuthentication();
    }

    public void AddAuthorization()
    {
        if (!IsDueFor<IAuthorizationHandlerProvider>(AuthorizationKey))
            return;
        app.UseAuthorization();
        app.Properties[AuthorizationKey] = _mark;
    }

    /// <summary>Finds an order in which authorization runs before routing.</summary>
    /// <exception cref="InvalidOperationException">The application calls UseRouting() later, and UseAuthorization() not at all.</exception>
    public void Validate()
    {
        if (!_routesBefore && app.Properties.ContainsKey(RoutingKey)
            && app.Properties.TryGetValue(AuthorizationKey, out var set) && ReferenceEquals(set, _mark))
        {
            throw new InvalidOperationException(
                "app.UseRouting() is called after Jwt.Initialize(app), so that authorization would run before an endpoint is selected. "
                + "Call Jwt.Initialize(app) after app.UseRouting().");
        }
    }

    private bool IsDueFor<TService>(string key)
        where TService : class =>
        !app.Properties.ContainsKey(key) && app.ApplicationServices.GetService<TService>() is not null;
}
