using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>
/// The options of an application as it uses them, in place of those that the container would build anew from the registered services alone.
/// </summary>
internal sealed class EffectiveOptions(IServiceProvider services)
    : IOptions<JwtOptions>, IOptionsSnapshot<JwtOptions>, IOptionsMonitor<JwtOptions>
{
    public JwtOptions Value => Jwt.For(services).Options;

    public JwtOptions CurrentValue => Value;

    // There is one set of options, whatever its name.
    public JwtOptions Get(string? name) => Value;

    // They are closed: nothing changes.
    public IDisposable? OnChange(Action<JwtOptions, string?> listener) => null;

    /// <summary>Makes the monitor of an application that has not called <c>AddJwtExtended()</c> return the options.</summary>
    public static void Publish(IServiceProvider services, JwtOptions options)
    {
        var cache = services.GetService<IOptionsMonitorCache<JwtOptions>>();
        cache?.TryRemove(Options.DefaultName);
        cache?.TryAdd(Options.DefaultName, options);
    }

    /// <summary>Sets what is in effect where nothing was set.</summary>
    public static void Complete(JwtOptions options, JwtSettings settings) => options.Complete(options =>
    {
        options.Algorithm = settings.Keys.Signing.Algorithm;
        options.Issuer = settings.Issuing.Issuer;
        options.Audience = settings.Issuing.Audience;
        options.MaxTokenLifetime = settings.Issuing.MaxLifetime ?? Timeout.InfiniteTimeSpan;
        if (options.Locations.Count == 0)
            options.Locations.Add(settings.Locations[0]);
        options.Cookies.AccessName = settings.Cookies.AccessName;
        options.Cookies.RefreshName = settings.Cookies.RefreshName;
        options.Cookies.RefreshPath = settings.Cookies.RefreshPath;
    });
}
