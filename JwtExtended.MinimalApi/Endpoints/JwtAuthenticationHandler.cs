using JwtExtended.MinimalApi.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// The authentication scheme. It keeps no result of its own: the same request can be handled by another endpoint later, and what is right
/// for one is not for the other.
/// </summary>
internal sealed class JwtAuthenticationHandler(IHostApplicationLifetime app) : IAuthenticationHandler
{
    private string _scheme = JwtExtendedDefaults.AuthenticationScheme;
    private HttpContext _context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        (_scheme, _context) = (scheme.Name, context);
        return Task.CompletedTask;
    }

    public Task<AuthenticateResult> AuthenticateAsync() => Authentication.AuthenticateAsync(_context, _scheme);

    public Task ChallengeAsync(AuthenticationProperties? properties) => Authentication.ChallengeAsync(_context);

    public Task ForbidAsync(AuthenticationProperties? properties) => Authentication.ForbidAsync(_context);

    private ISchemeAuthentication Authentication => EndpointProtectionRegistry.Find(app)?.Scheme
        ?? throw new InvalidOperationException("Jwt.Initialize(app) was not called. Call it in Program.cs before app.Run().");
}
