using System.Net;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>The events that the store logs.</summary>
internal static partial class Log
{
    public const string Category = "JwtExtended.MinimalApi.Redis";

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "Redis at {Server} evicts keys, including sessions and revocations, when its memory is full (maxmemory-policy {Policy}). "
        + "Configure it with: maxmemory-policy noeviction")]
    public static partial void ServerEvicts(ILogger logger, EndPoint server, string policy);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "Redis at {Server} does not write an append-only file: a restart loses revocations and ends all sessions. "
        + "Configure it with: appendonly yes")]
    public static partial void ServerForgets(ILogger logger, EndPoint server);

    [LoggerMessage(3, LogLevel.Debug, "The persistence settings of Redis at {Server} could not be read")]
    public static partial void ServerNotChecked(ILogger logger, EndPoint server, Exception exception);
}
