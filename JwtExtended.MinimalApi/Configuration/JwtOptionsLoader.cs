using JwtExtended.MinimalApi.Keys.Ring;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Applies all sources to the options, in order, then closes and validates them.</summary>
internal static class JwtOptionsLoader
{
    /// <exception cref="OptionsValidationException">The options are not valid; the message contains every error.</exception>
    public static JwtSettings Load(IServiceProvider services, IConfigurationSection section, Action<JwtOptions>? configure)
    {
        var options = new JwtOptions();
        var unbound = JwtOptionsBinder.Bind(services.GetRequiredService<IConfiguration>() as IConfigurationRoot, section, options);
        foreach (var source in services.GetServices<IConfigureOptions<JwtOptions>>())
            source.Configure(options);
        configure?.Invoke(options);
        foreach (var source in services.GetServices<IPostConfigureOptions<JwtOptions>>())
            source.PostConfigure(Options.DefaultName, options);

        options.Close();
        var errors = unbound.Where(setting => !setting.IsOneOf(options.IgnoredSettings)).Select(static setting => setting.Problem);
        return Validate(services, options, section, [.. errors]);
    }

    private static JwtSettings Validate(IServiceProvider services, JwtOptions options, IConfigurationSection section, List<string> errors)
    {
        var configured = new ConfiguredKeys(options, section);
        var environment = services.GetRequiredService<IHostEnvironment>();
        errors.AddRange(JwtOptionsValidator.Validate(options, environment.ApplicationName));
        foreach (var validator in services.GetServices<IValidateOptions<JwtOptions>>())
        {
            if (validator.Validate(Options.DefaultName, options) is { Failed: true } result)
                errors.AddRange(result.Failures);
        }

        errors.AddRange(RotationValidator.Validate(options, services));
        var origin = new KeyOrigin(configured, options.Keys.ToSources(), environment.ContentRootPath)
        {
            Rotates = options.Keys.ToRotation() is not null,
        };
        var loaded = KeyLoader.LoadAtStartup(origin, environment.IsDevelopment(), errors, out var generated);
        if (errors.Count > 0)
            throw new OptionsValidationException(section.Path, typeof(JwtOptions), errors);
        var rules = new RulesFactory(options, environment);
        var store = options.Revocation.Store?.Invoke(services);
        var keys = CreateKeys(new KeyServicesFactory(services, options, rules, store), store, loaded, origin);
        var settings = new JwtSettings(options, rules, keys, origin, generated) { Section = section, Store = store };
        OptionsCompletion.Apply(options, settings);
        return settings;
    }

    // An application that does not start does not stop either: nothing else would close what the store has opened.
    private static KeyServices CreateKeys(KeyServicesFactory factory, IJwtStore? store, LoadedKeys loaded, KeyOrigin origin)
    {
        try
        {
            return factory.Create(loaded, origin);
        }
        catch
        {
            if (store is IAsyncDisposable asyncStore)
                Task.Run(async () => await asyncStore.DisposeAsync()).GetAwaiter().GetResult();
            else
                (store as IDisposable)?.Dispose();
            throw;
        }
    }
}
