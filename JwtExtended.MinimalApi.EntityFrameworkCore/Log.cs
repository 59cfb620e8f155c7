using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Every event that the store logs.</summary>
internal static partial class Log
{
    public const string Category = "JwtExtended.MinimalApi.EntityFrameworkCore";

    [LoggerMessage(1, LogLevel.Debug, "Deleted {Rows} expired rows")]
    public static partial void CleanedUp(ILogger logger, int rows);

    [LoggerMessage(2, LogLevel.Warning, "Expired rows could not be deleted; they count as absent all the same, and are tried again later")]
    public static partial void CleanUpFailed(ILogger logger, Exception exception);
}
