using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>
/// The options of an application as it uses them, in place of those that the container would build anew from the registered services alone.
/// </summary>
internal sealed class EffectiveOptions(Func<JwtOptions> find)
    : IOptions<JwtOptions>, IOptionsSnapshot<JwtOptions>, IOptionsMonitor<JwtOptions>
{
    public JwtOptions Value => find();

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
}
