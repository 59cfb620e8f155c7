using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>The scheme of the package among those of the application.</summary>
internal static class AuthenticationSchemes
{
    /// <summary>Adds the scheme, unless it was added under this name before.</summary>
    public static void Add(AuthenticationOptions options, string name)
    {
        if (options.SchemeMap.TryGetValue(name, out var existing) && IsOwn(existing.HandlerType))
            return;
        options.AddScheme<JwtAuthenticationHandler>(name, displayName: null);
    }

    /// <summary>Finds the name of the scheme.</summary>
    /// <returns>The name; <see langword="null"/> where the application has not registered it.</returns>
    public static string? FindOwn(IServiceProvider services) =>
        // The schemes are in memory.
        services.GetService<IAuthenticationSchemeProvider>()?.GetAllSchemesAsync().GetAwaiter().GetResult()
            .FirstOrDefault(static scheme => IsOwn(scheme.HandlerType))?.Name;

    public static bool IsOwn(Type? handler) => handler == typeof(JwtAuthenticationHandler);
}
