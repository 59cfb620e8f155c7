using System.Diagnostics.Metrics;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>The meter <c>JwtExtended.MinimalApi</c> of one app. No tag contains anything of a token.</summary>
internal sealed class JwtMetrics
{
    public const string MeterName = "JwtExtended.MinimalApi";

    // Of db.client.operation.duration in the semantic conventions.
    private static readonly InstrumentAdvice<double> StoreBuckets =
        new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] };

    private readonly Meter _meter;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _issued;
    private readonly Counter<long> _exchanges;
    private readonly Counter<long> _reuses;
    private readonly Counter<long> _revocations;
    private readonly Counter<long> _legacy;
    private readonly Counter<long> _introspections;
    private readonly Counter<long> _wrongSecrets;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">The app's meter factory.</param>
    /// <param name="guard">Notes failures of listeners.</param>
    public JwtMetrics(IMeterFactory meters, TelemetryGuard guard)
    {
        Guard = guard;
        _meter = meters.Create(MeterName);
        _refusals = _meter.CreateCounter<long>("jwt_extended.refusals", "{refusal}", "Refused requests and calls of hub methods.");
        _issued = _meter.CreateCounter<long>("jwt_extended.issued_tokens", "{token}", "Tokens that were issued.");
        _exchanges = _meter.CreateCounter<long>(
            "jwt_extended.refresh.exchanges", "{exchange}", "Attempts to exchange a refresh token that is valid and not revoked.");
        _reuses = _meter.CreateCounter<long>(
            "jwt_extended.refresh.reuses", "{reuse}", "Sessions that ended because a refresh token was used after it had been exchanged.");
        _revocations = _meter.CreateCounter<long>(
            "jwt_extended.revocations", "{revocation}", "Revocations that the store has confirmed.");
        _legacy = _meter.CreateCounter<long>(
            "jwt_extended.legacy_tokens", "{token}", "Uses of tokens of other issuers, which AcceptLegacyTokens accepts.");
        _introspections = _meter.CreateCounter<long>(
            "jwt_extended.introspections", "{introspection}", "Tokens that another service has asked about.");
        _wrongSecrets = _meter.CreateCounter<long>(
            "jwt_extended.client_failures", "{failure}", "Requests of clients with a wrong secret.");
        StoreDuration = _meter.CreateHistogram(
            "jwt_extended.store.operation.duration", "s", "Duration of calls to the store.", tags: null, StoreBuckets);
    }

    /// <summary>Gets what notes failures of listeners.</summary>
    public TelemetryGuard Guard { get; }

    /// <summary>Gets the durations of calls to the store.</summary>
    public Histogram<double> StoreDuration { get; }

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
        _meter.CreateObservableUpDownCounter(name, () => weak.TryGetTarget(out var alive) ? size(alive) : 0, unit, description);
    }

    /// <summary>Creates the counter of the look-ups in a cache.</summary>
    /// <param name="name">The name of the instrument.</param>
    /// <param name="description">The description.</param>
    /// <returns>The counter.</returns>
    public CacheMetrics ForCache(string name, string description) => new(_meter.CreateCounter<long>(name, "{lookup}", description), Guard);

    /// <summary>Counts a refused request.</summary>
    /// <param name="code">The stable code of the refusal.</param>
    public void Refused(string code) => Count(_refusals, TelemetryTag.ErrorType, code);

    /// <summary>Counts a token that was issued.</summary>
    /// <param name="type">Its type.</param>
    public void Issued(TokenType type) => Count(_issued, TelemetryTag.TokenType, TagValue.Of(type));

    /// <summary>Counts an attempt to exchange a refresh token.</summary>
    /// <param name="result">The result, as a tag.</param>
    public void Exchanged(string result) => Count(_exchanges, TelemetryTag.RefreshResult, result);

    /// <summary>Counts a token that another service has asked about.</summary>
    /// <param name="result">The result, as a tag.</param>
    public void Introspected(string result) => Count(_introspections, TelemetryTag.IntrospectionResult, result);

    /// <summary>Counts a request of a client with a wrong secret.</summary>
    public void ClientFailed() => Count(_wrongSecrets);

    /// <summary>Counts a session that was ended because a refresh token was reused.</summary>
    public void Reused() => Count(_reuses);

    /// <summary>Counts a revocation.</summary>
    /// <param name="kind">What was revoked.</param>
    public void Revoked(RevocationKind kind) => Count(_revocations, TelemetryTag.RevocationKind, TagValue.Of(kind));

    private void Count(Counter<long> counter)
    {
        try
        {
            counter.Add(1);
        }
        catch (Exception e)
        {
            Guard.Report(e);
        }
    }

    /// <summary>Counts the use of a token of another issuer.</summary>
    /// <param name="kind">What issued it.</param>
    /// <param name="type">Its type.</param>
    public void LegacyUsed(LegacyTokenKind kind, TokenType type)
    {
        if (!_legacy.Enabled)
            return;
        try
        {
            _legacy.Add(
                1,
                new KeyValuePair<string, object?>(TelemetryTag.LegacyKind, TagValue.Of(kind)),
                new KeyValuePair<string, object?>(TelemetryTag.TokenType, TagValue.Of(type)));
        }
        catch (Exception e)
        {
            Guard.Report(e);
        }
    }

    private void Count(Counter<long> counter, string tag, string value)
    {
        if (!counter.Enabled)
            return;
        try
        {
            counter.Add(1, new KeyValuePair<string, object?>(tag, value));
        }
        catch (Exception e)
        {
            Guard.Report(e);
        }
    }
}
