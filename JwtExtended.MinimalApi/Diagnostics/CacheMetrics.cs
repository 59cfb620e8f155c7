using System.Diagnostics.Metrics;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>Counts the look-ups in one cache.</summary>
internal sealed class CacheMetrics(Counter<long> lookups, TelemetryGuard guard)
{
    /// <summary>Counts a look-up.</summary>
    /// <param name="found">Whether it was answered from the cache.</param>
    public void Count(bool found)
    {
        if (!lookups.Enabled)
            return;
        try
        {
            lookups.Add(1, new KeyValuePair<string, object?>(TelemetryTag.CacheResult, found ? "hit" : "miss"));
        }
        catch (Exception e)
        {
            guard.Report(e);
        }
    }
}
