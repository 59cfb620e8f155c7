using System.Diagnostics.Metrics;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>The meter <c>JwtExtended.MinimalApi</c> of one app.</summary>
internal sealed class JwtMetrics
{
    public const string MeterName = "JwtExtended.MinimalApi";
    public const string RefusalsName = "jwt_extended.refusals";
    public const string ReusesName = "jwt_extended.refresh_reuses";
    public const string ReissuesName = "jwt_extended.refresh_reissues";

    private readonly Meter _meter;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _reuses;
    private readonly Counter<long> _reissues;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">The app's meter factory.</param>
    public JwtMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _refusals = _meter.CreateCounter<long>(RefusalsName, "{request}", "Refused requests, by code.");
        _reuses = _meter.CreateCounter<long>(ReusesName, "{session}", "Sessions ended because a refresh token was reused.");
        _reissues = _meter.CreateCounter<long>(ReissuesName, "{token}", "Refresh tokens that replaced one that was never used.");
    }

    /// <summary>
    /// Observes a size. The target is held weakly: an app that was built and never run must not be kept alive by its meter.
    /// </summary>
    /// <typeparam name="T">The type of the target.</typeparam>
    /// <param name="name">The name of the instrument.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="description">The description.</param>
    /// <param name="target">The target.</param>
    /// <param name="size">Returns the size.</param>
    public void Observe<T>(string name, string unit, string description, T target, Func<T, int> size)
        where T : class
    {
        var weak = new WeakReference<T>(target);
        _meter.CreateObservableGauge(name, () => weak.TryGetTarget(out var alive) ? size(alive) : 0, unit, description);
    }

    /// <summary>Counts a session that was ended because a refresh token was reused.</summary>
    public void RefreshReused() => _reuses.Add(1);

    /// <summary>Counts a refresh token that replaced one that was never used.</summary>
    public void RefreshReissued() => _reissues.Add(1);

    /// <summary>Counts a refused request.</summary>
    /// <param name="code">The stable code of the refusal.</param>
    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));
}
