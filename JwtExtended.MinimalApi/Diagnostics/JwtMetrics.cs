using System.Diagnostics.Metrics;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>The meter <c>JwtExtended.MinimalApi</c> of one app.</summary>
internal sealed class JwtMetrics
{
    public const string MeterName = "JwtExtended.MinimalApi";
    public const string RefusalsName = "jwt_extended.refusals";

    private readonly Counter<long> _refusals;

    public JwtMetrics(IMeterFactory meters) =>
        _refusals = meters.Create(MeterName).CreateCounter<long>(RefusalsName, "{request}", "Refused requests, by code.");

    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));
}
