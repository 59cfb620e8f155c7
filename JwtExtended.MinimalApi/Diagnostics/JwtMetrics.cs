using System.Diagnostics.Metrics;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>The meter <c>JwtExtended.MinimalApi</c> of one app.</summary>
internal sealed class JwtMetrics
{
    public const string MeterName = "JwtExtended.MinimalApi";
    public const string RefusalsName = "jwt_extended.refusals";
    public const string ReusesName = "jwt_extended.refresh_reuses";

    private readonly Counter<long> _refusals;
    private readonly Counter<long> _reuses;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">The app's meter factory.</param>
    public JwtMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _refusals = meter.CreateCounter<long>(RefusalsName, "{request}", "Refused requests, by code.");
        _reuses = meter.CreateCounter<long>(ReusesName, "{session}", "Sessions ended because a refresh token was reused.");
    }

    /// <summary>Counts a session that was ended because a refresh token was reused.</summary>
    public void RefreshReused() => _reuses.Add(1);

    /// <summary>Counts a refused request.</summary>
    /// <param name="code">The stable code of the refusal.</param>
    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));
}
