using JwtExtended.MinimalApi.Endpoints;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Builds a service without a web application: for consoles, workers and tests. The static <c>Jwt</c> does not know it.</summary>
internal static class StandaloneService
{
    public static JwtServiceOwner Create(Action<JwtOptions> configure, TimeProvider? time, ILoggerFactory? loggers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (time is not null)
            builder.Services.AddSingleton(time);
        if (loggers is not null)
            builder.Services.AddSingleton(loggers);
        builder.Services.AddMetrics();
        var host = builder.Build();
        try
        {
            var section = host.Services.GetRequiredService<IConfiguration>().GetSection(JwtOptions.SectionName);
            var settings = JwtOptionsLoader.Load(host.Services, section, configure);
            var runtime = new JwtRuntime(host.Services, settings, new AppScope(static () => true, static () => { }));
            runtime.Upkeep.WarmUp();
            runtime.Start();
            return new JwtServiceOwner(host, runtime);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }
}
