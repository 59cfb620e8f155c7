using System.Diagnostics;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>What an exporter of OpenTelemetry gets of one app, and of the requests that the test sends to it.</summary>
internal sealed class ExportedTelemetry
{
    private const string Prefix = "jwt_extended.";

    // The listeners of activities are those of the process: other tests have requests as well.
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly List<MetricSnapshot> _metrics = [];
    private readonly List<Activity> _spans = [];

    /// <summary>Gets the spans of the package.</summary>
    public IEnumerable<Activity> Spans => All.Where(static span => span.Source.Name == "JwtExtended.MinimalApi");

    /// <summary>Gets the spans of requests.</summary>
    public IEnumerable<Activity> Requests => All.Where(static span => span.Source.Name == "Microsoft.AspNetCore");

    /// <summary>Gets the tags of each metric of the package.</summary>
    public Dictionary<string, HashSet<string>> TagsOfMetrics => Metrics.ToDictionary(
        static metric => metric.Name, static metric => Tags(metric).Select(static tag => tag.Key).ToHashSet());

    /// <summary>Gets the units of the metrics of the package.</summary>
    public Dictionary<string, string> Units => Metrics.ToDictionary(static metric => metric.Name, static metric => metric.Unit);

    /// <summary>Gets every text that was exported.</summary>
    public string Text => string.Join('\n', MetricTexts().Concat(All.SelectMany(SpanTexts)));

    // OpenTelemetry selects meters by their name: apps of other tests that were not disposed have stores in memory.
    private IEnumerable<MetricSnapshot> Metrics =>
        _metrics.Where(static metric => metric.MeterName == "JwtExtended.MinimalApi" && !IsOfMemoryStore(metric.Name));

    private IEnumerable<Activity> All => _spans.Where(span => span.TraceId == _trace);

    public static bool IsOfMemoryStore(string metric) => metric.StartsWith(Prefix + "memory_store.", StringComparison.Ordinal);

    /// <summary>Wires the exporters as the documentation does.</summary>
    public void Register(WebApplicationBuilder builder) => builder.Services.AddOpenTelemetry()
        .WithMetrics(metrics => metrics.AddMeter("JwtExtended.MinimalApi").AddInMemoryExporter(_metrics))
        .WithTracing(traces => traces.AddSource("JwtExtended.MinimalApi", "Microsoft.AspNetCore")
            .AddInMemoryExporter(_spans));

    /// <summary>Makes the requests of a client part of the trace that is looked at.</summary>
    public void Trace(HttpClient client) =>
        client.DefaultRequestHeaders.Add("traceparent", $"00-{_trace}-{ActivitySpanId.CreateRandom()}-01");

    /// <summary>Stops the app and its exporters: its requests have ended then.</summary>
    public static async Task StopAsync(TestApp app)
    {
        await app.App.StopAsync();
        app.App.Services.GetRequiredService<TracerProvider>().Shutdown().Should().BeTrue();
        app.App.Services.GetRequiredService<MeterProvider>().ForceFlush().Should().BeTrue();
    }

    /// <summary>Gets the tags of a package's span or a request that have its prefix, or are of the user.</summary>
    public static IEnumerable<string> TagsOf(Activity span) => span.TagObjects.Select(static tag => tag.Key)
        .Where(static key => key.StartsWith(Prefix, StringComparison.Ordinal) || key is "error.type" or "enduser.id" or "session.id");

    private static List<KeyValuePair<string, object?>> Tags(MetricSnapshot metric)
    {
        var tags = new List<KeyValuePair<string, object?>>();
        foreach (var point in metric.MetricPoints)
        {
            foreach (var tag in point.Tags)
                tags.Add(tag);
        }

        return tags;
    }

    private IEnumerable<string> MetricTexts() => _metrics.SelectMany(static metric =>
        Tags(metric).Select(static tag => $"{tag.Key}={tag.Value}").Append(metric.Name).Append(metric.Description));

    private static IEnumerable<string> SpanTexts(Activity span) => span.TagObjects
        .Concat(span.Events.SelectMany(static item => item.Tags))
        .Select(static tag => $"{tag.Key}={tag.Value}")
        .Append(span.DisplayName)
        .Append(span.StatusDescription ?? "")
        .Concat(span.Baggage.Select(static item => $"{item.Key}={item.Value}"));
}
