using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>Measures the calls of the store, where somebody listens.</summary>
/// <param name="duration">The durations of the calls.</param>
/// <param name="time">The clock.</param>
/// <param name="guard">Notes failures of listeners.</param>
/// <param name="isRemote">Whether calls leave this process, so that each has a span.</param>
internal sealed class StoreTelemetry(Histogram<double> duration, TimeProvider time, TelemetryGuard guard, bool isRemote)
{
    public bool IsListenedTo => duration.Enabled || (isRemote && JwtTracing.HasListeners);

    /// <summary>Begins to measure a call. Only within an asynchronous method: see <see cref="JwtTracing.Start"/>.</summary>
    /// <param name="operation">The call.</param>
    /// <returns>The call, to be ended.</returns>
    public StoreCall Begin(StoreOperation operation)
    {
        if (!IsListenedTo)
            return default;
        var span = isRemote ? JwtTracing.Start(operation.SpanName, guard) : null;
        return new StoreCall(this, operation, time.GetTimestamp(), span);
    }

    /// <summary>Records a call that has ended.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="started">When it began.</param>
    /// <param name="span">Its span.</param>
    /// <param name="errorType">The kind of failure; <see langword="null"/> if it succeeded.</param>
    public void Record(StoreOperation operation, long started, Activity? span, string? errorType)
    {
        try
        {
            RecordDuration(operation, started, errorType);
        }
        catch (Exception e)
        {
            guard.Report(e);
        }

        if (span is null)
            return;
        span.SetTag(TelemetryTag.StoreOperation, operation.Name);
        if (errorType is not null)
            JwtTracing.Fail(span, errorType);
        JwtTracing.End(span, guard);
    }

    private void RecordDuration(StoreOperation operation, long started, string? errorType)
    {
        if (!duration.Enabled)
            return;
        var tags = new TagList { { TelemetryTag.StoreOperation, operation.Name } };
        if (errorType is not null)
            tags.Add(TelemetryTag.ErrorType, errorType);
        duration.Record(time.GetElapsedTime(started).TotalSeconds, tags);
    }
}
