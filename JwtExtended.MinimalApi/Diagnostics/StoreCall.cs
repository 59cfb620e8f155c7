using System.Diagnostics;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>A call of the store that is measured; the default measures nothing.</summary>
/// <param name="telemetry">Records the call.</param>
/// <param name="operation">The call.</param>
/// <param name="started">When it began.</param>
/// <param name="span">Its span.</param>
internal readonly struct StoreCall(StoreTelemetry? telemetry, StoreOperation operation, long started, Activity? span)
{
    public void Succeed() => telemetry?.Record(operation, started, span, errorType: null);

    /// <summary>Ends the call as a failed one.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="caller">What the caller would have canceled the call with.</param>
    public void Fail(Exception failure, CancellationToken caller) =>
        telemetry?.Record(operation, started, span, TagValue.Of(failure, caller));
}
