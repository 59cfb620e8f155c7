using JwtExtended.MinimalApi.Keys.Ring;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Collects the options from all sources, in order, and closes them.</summary>
internal static class JwtOptionsLoader
{
    /// <exception cref="OptionsValidationException">Everything that is wrong, in one message.</exception>
    public static JwtSettings Load(IServiceProvider services, IConfiguration configuration, Action<JwtOptions>? configure)
    {
        var options = new JwtOptions();
        var errors = new List<string>();
        var section = configuration.GetSection(JwtOptions.SectionName);
        JwtOptionsBinder.Bind(section, options, errors);
        foreach (var source in services.GetServices<IConfigureOptions<JwtOptions>>())
            source.Configure(options);
        configure?.Invoke(options);
        foreach (var source in services.GetServices<IPostConfigureOptions<JwtOptions>>())
            source.PostConfigure(Options.DefaultName, options);

        options.Close();
        return Validate(services, options, new ConfiguredKeys(options, section), errors);
    }

    private static JwtSettings Validate(IServiceProvider services, JwtOptions options, ConfiguredKeys texts, List<string> errors)
    {
        var environment = services.GetRequiredService<IHostEnvironment>();
        JwtOptionsValidator.Validate(options, environment.ApplicationName, errors);
        foreach (var validator in services.GetServices<IValidateOptions<JwtOptions>>())
        {
            if (validator.Validate(Options.DefaultName, options) is { Failed: true } result)
                errors.AddRange(result.Failures);
        }

        var origin = new KeyOrigin(texts, options.Keys.ToSources(), environment.ContentRootPath);
        var keys = KeyLoader.LoadAtStartup(origin, environment.IsDevelopment(), errors, out var generated);
        return errors.Count == 0
            ? new JwtSettings(options, new JwtKeyRing(keys), texts, generated, environment)
            : throw new OptionsValidationException(JwtOptions.SectionName, typeof(JwtOptions), errors);
    }
}
