using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>The events that the store logs.</summary>
internal static partial class Log
{
    public const string Category = "JwtExtended.MinimalApi.EntityFrameworkCore";

    [LoggerMessage(1, LogLevel.Debug, "Deleted {Rows} expired rows")]
    public static partial void CleanedUp(ILogger logger, int rows);

    [LoggerMessage(2, LogLevel.Warning, "Expired rows could not be deleted. They count as absent, and the next run deletes them")]
    public static partial void CleanUpFailed(ILogger logger, Exception exception);
}
