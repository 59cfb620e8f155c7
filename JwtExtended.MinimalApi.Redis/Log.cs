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
    public static partial void ServerEvicts(ILogger logger, string server, string policy);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "Redis at {Server} does not write an append-only file: a restart loses revocations and ends all sessions. "
        + "Configure it with: appendonly yes")]
    public static partial void ServerForgets(ILogger logger, string server);

    [LoggerMessage(
        3,
        LogLevel.Warning,
        "Redis at {Server} does not tell whether it evicts keys and writes an append-only file. "
        + "Permit INFO to its user, or see to it that it is configured with: maxmemory-policy noeviction, appendonly yes")]
    public static partial void ServerNotChecked(ILogger logger, string server, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "{Reason}")]
    public static partial void ServerCannotBeUsed(ILogger logger, string reason);

    [LoggerMessage(
        5,
        LogLevel.Warning,
        "Redis at {Server} has {Replicas} replicas, and every write waits for {AcknowledgedBy}: logins, refreshes and logouts fail until "
        + "more are connected")]
    public static partial void TooFewReplicas(ILogger logger, string server, int replicas, int acknowledgedBy);

    [LoggerMessage(6, LogLevel.Error, "TLS with Redis failed: {Reason}")]
    public static partial void TlsFailed(ILogger logger, string reason, Exception exception);
}
