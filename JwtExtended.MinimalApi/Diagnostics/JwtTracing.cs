using System.Diagnostics;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>The activity source <c>JwtExtended.MinimalApi</c>. Like those of all sources, its listeners are those of the process.</summary>
internal static class JwtTracing
{
    public const string RefreshSpan = "jwt_extended.refresh";

    private static readonly ActivitySource Source = new(JwtMetrics.MeterName);

    public static bool HasListeners => Source.HasListeners();

    /// <summary>
    /// Starts a span within the current trace. Call it in an asynchronous method, which gives the caller its own current span back.
    /// </summary>
    /// <param name="name">The name of the span.</param>
    /// <param name="guard">Notes failures of listeners.</param>
    /// <returns>The span; <see langword="null"/> where none is recorded, or no trace has begun, as in a timer.</returns>
    public static Activity? Start(string name, TelemetryGuard guard)
    {
        if (Activity.Current is null)
            return null;
        try
        {
            return Source.StartActivity(name);
        }
        catch (Exception e)
        {
            guard.Report(e);
            return null;
        }
    }

    /// <summary>Ends a span.</summary>
    /// <param name="span">The span, if any.</param>
    /// <param name="guard">Notes failures of listeners.</param>
    public static void End(Activity? span, TelemetryGuard guard)
    {
        try
        {
            span?.Dispose();
        }
        catch (Exception e)
        {
            guard.Report(e);
        }
    }

    /// <summary>Marks a span as failed.</summary>
    /// <param name="span">The span.</param>
    /// <param name="errorType">The kind of failure, as a tag.</param>
    public static void Fail(Activity span, string errorType) =>
        span.SetTag(TelemetryTag.ErrorType, errorType).SetStatus(ActivityStatusCode.Error);
}
