using System.Security.Claims;
using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>Header lines with the tickets of the schemes that use data protection, as a login would issue them.</summary>
internal static class ProtectedTickets
{
    public static string BearerHeader(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(BearerTokenDefaults.AuthenticationScheme);
        return $"Authorization: Bearer {options.BearerTokenProtector.Protect(Create(BearerTokenDefaults.AuthenticationScheme))}";
    }

    public static string CookieHeader(IServiceProvider services)
    {
        const string scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        var options = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme);
        return $"Cookie: {options.Cookie.Name}={options.TicketDataFormat.Protect(Create(scheme))}";
    }

    private static AuthenticationTicket Create(string scheme)
    {
        Claim[] claims = [new(ClaimTypes.NameIdentifier, JwtHost.Subject), new(ClaimTypes.Role, "ADMIN")];
        var now = TimeProvider.System.GetUtcNow();
        var properties = new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + JwtHost.Lifetime };
        return new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, scheme)), properties, scheme);
    }
}
