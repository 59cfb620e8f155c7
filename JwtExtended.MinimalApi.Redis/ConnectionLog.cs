using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// Logs why TLS failed. A command that fails tells of the connection that failed last, which may only say that its socket was closed;
/// the client itself logs the cause, such as a certificate that is not trusted, at each attempt. Here it is logged once.
/// </summary>
internal sealed class ConnectionLog(ILogger logger) : ILoggerFactory, ILogger
{
    private string? _lastReason;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error && logger.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is AuthenticationException && Interlocked.Exchange(ref _lastReason, exception.Message) != exception.Message)
            Redis.Log.TlsFailed(logger, exception.Message, exception);
    }

    public void Dispose()
    {
    }
}
