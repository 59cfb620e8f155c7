using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Logs what is allowed, but rarely meant.</summary>
internal static class StartupWarnings
{
    public static void Log(IServiceProvider services, JwtSettings settings, TimeProvider time, ILogger logger)
    {
        if (settings.IsKeyGenerated)
            Diagnostics.Log.DevelopmentKeyGenerated(logger);
        settings.Keys.Current.Service.LogMissing(logger);
        if (settings.Store is null && services.GetRequiredService<IHostEnvironment>().IsProduction())
            Diagnostics.Log.RevocationsHeldInMemory(logger);
        if (settings.Locations.Contains(TokenLocation.Cookie) && settings.Csrf.Mode == CsrfMode.Off)
            Diagnostics.Log.CsrfOff(logger);
        if (settings.Locations.Contains(TokenLocation.Query))
            Diagnostics.Log.QueryTokensEnabled(logger, settings.QueryParameter);
        LogLegacy(settings, time.GetUtcNow(), logger);
    }

    private static void LogLegacy(JwtSettings settings, DateTimeOffset now, ILogger logger)
    {
        foreach (var issuer in settings.Legacy.Issuers)
        {
            if (issuer.Until <= now)
                Diagnostics.Log.LegacyTokensOver(logger, issuer.Kind, issuer.Until);
            else
                Diagnostics.Log.LegacyTokensAccepted(logger, issuer.Kind, issuer.Until);
        }

        if (settings.Store is null && settings.Legacy.Issuers.Any(issuer => issuer.HasRefreshTokens && issuer.Until > now))
            Diagnostics.Log.LegacyExchangesHeldInMemory(logger);
    }
}
