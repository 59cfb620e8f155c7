using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Endpoints;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to add the authentication scheme of the package beside others.</summary>
public static class JwtAuthenticationBuilderExtensions
{
    /// <summary>
    /// Adds the authentication scheme, so that <c>[Authorize]</c>, authorization policies, <c>Results.Challenge()</c>,
    /// <c>Results.Forbid()</c> and <c>GetTokenAsync("access_token")</c> work with the tokens of the application.
    /// </summary>
    /// <remarks>
    /// Adding it again, or with <see cref="JwtServiceCollectionExtensions.AddJwtExtended"/> as well, changes nothing. It is the default
    /// scheme if it is the only one. A single other scheme stays the default that it would be without this one; name a default in
    /// <c>AddAuthentication(...)</c> to decide it.
    /// </remarks>
    /// <param name="builder">The builder of <c>AddAuthentication()</c>.</param>
    /// <param name="scheme">The name of the scheme.</param>
    /// <returns>The same builder.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddAuthentication(JwtExtendedDefaults.AuthenticationScheme).AddCookie().AddJwtExtended();
    /// </code>
    /// </example>
    public static AuthenticationBuilder AddJwtExtended(
        this AuthenticationBuilder builder, string scheme = JwtExtendedDefaults.AuthenticationScheme)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(scheme);
        builder.Services.TryAddTransient(
            static services => new JwtAuthenticationHandler(services.GetRequiredService<IHostApplicationLifetime>()));
        builder.Services.Configure<AuthenticationOptions>(options => AuthenticationSchemes.Add(options, scheme));
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<AuthenticationOptions>, ImpliedDefaultScheme>(static _ => new()));
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<HubOptions>, JwtHubFilter>(static _ => new()));
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IStartupFilter, AppScopeFilter>(static _ => new(static services => Jwt.For(services).Runtime.App)));
        builder.Services.TryAddSingleton(Jwt.For);
        builder.Services.TryAddSingleton(static services => new EffectiveOptions(() => Jwt.For(services).Options));
        builder.Services.TryAddSingleton<IOptions<JwtOptions>>(static services => services.GetRequiredService<EffectiveOptions>());
        builder.Services.TryAddSingleton<IOptionsSnapshot<JwtOptions>>(static services => services.GetRequiredService<EffectiveOptions>());
        builder.Services.TryAddSingleton<IOptionsMonitor<JwtOptions>>(static services => services.GetRequiredService<EffectiveOptions>());
        return builder;
    }
}
