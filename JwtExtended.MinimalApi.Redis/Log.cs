using System.Net;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>Every event that the store logs.</summary>
internal static partial class Log
{
    public const string Category = "JwtExtended.MinimalApi.Redis";

    [LoggerMessage(1, LogLevel.Warning, "Redis at {Server} evicts keys when its memory is full (maxmemory-policy {Policy}), and a revocation with them. Configure it with: maxmemory-policy noeviction")]
    public static partial void ServerEvicts(ILogger logger, EndPoint server, string policy);

    [LoggerMessage(2, LogLevel.Warning, "Redis at {Server} keeps no append-only file: a restart loses revocations, and signs everybody out. Configure it with: appendonly yes")]
    public static partial void ServerForgets(ILogger logger, EndPoint server);

    [LoggerMessage(3, LogLevel.Debug, "Redis at {Server} did not say how it keeps its data")]
    public static partial void ServerNotChecked(ILogger logger, EndPoint server, Exception exception);
}
