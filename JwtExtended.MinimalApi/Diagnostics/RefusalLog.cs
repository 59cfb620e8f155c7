using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>Logs refused requests, one event per error code (ids from 100 on, named <c>Refused</c> and the code in PascalCase).</summary>
internal static class RefusalLog
{
    /// <summary>Logs a refused request.</summary>
    /// <param name="logger">The logger.</param>
    /// <param name="level">The level.</param>
    /// <param name="eventId">The event of the error code, from the error table.</param>
    /// <param name="values">The structured values. The client learns none of them but the code.</param>
    public static void Refused(ILogger logger, LogLevel level, EventId eventId, RefusalLogValues values)
    {
        // A [LoggerMessage] method has one fixed event id; everything else here is what the generator would write.
        if (logger.IsEnabled(level))
            logger.Log(level, eventId, values, null, static (state, _) => state.ToString());
    }
}
