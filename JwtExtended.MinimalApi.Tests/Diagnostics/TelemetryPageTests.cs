using System.Diagnostics.Metrics;
using System.Reflection;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>The tables of the telemetry page say what the code has.</summary>
public sealed class TelemetryPageTests
{
    [Test]
    public async Task Every_instrument_is_documented_with_its_kind_and_unit()
    {
        await using var inMemory = new TestService();
        await using var cached = new TestService(static cfg =>
        {
            cfg.Revocation.UseStore(static _ => new ScriptedStore());
            cfg.Revocation.CacheLookups(TimeSpan.FromSeconds(1));
        });

        var instruments = InstrumentsOf(inMemory.Services).Concat(InstrumentsOf(cached.Services)).DistinctBy(static item => item.Name);

        instruments.ToDictionary(static item => item.Name, static item => (KindOf(item), item.Unit))
            .Should().BeEquivalentTo(TelemetryPage.Instruments);
    }

    [Test]
    public async Task Every_instrument_has_a_name_of_the_conventions_and_a_description()
    {
        await using var service = new TestService();

        foreach (var instrument in InstrumentsOf(service.Services))
        {
            instrument.Name.Should().MatchRegex(@"^jwt_extended(\.[a-z]+(_[a-z]+)*)+$");
            instrument.Description.Should().MatchRegex(@"^[A-Z].*\.$");
        }
    }

    [Test]
    public void Every_operation_of_the_store_is_documented() =>
        typeof(StoreOperation).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(static field => ((StoreOperation)field.GetValue(null)!).Name)
            .Distinct()
            .Should().BeEquivalentTo(TelemetryPage.Operations);

    [Test]
    public void Every_result_of_an_exchange_is_documented() =>
        Enum.GetValues<ExchangeOutcome>().Select(TagValue.Of).Concat([TagValue.Refused, TagValue.Failed])
            .Should().BeEquivalentTo(TelemetryPage.ValuesOf("jwt_extended.refresh.result"));

    [Test]
    public void Every_kind_of_revocation_and_type_of_token_is_documented()
    {
        Enum.GetValues<RevocationKind>().Select(TagValue.Of)
            .Should().BeEquivalentTo(TelemetryPage.ValuesOf("jwt_extended.revocation.kind"));
        Enum.GetValues<TokenType>().Select(TagValue.Of).Should().BeEquivalentTo(TelemetryPage.ValuesOf("jwt_extended.token.type"));
    }

    [Test]
    public void Every_log_event_is_documented_with_its_level()
    {
        var refusals = Enum.GetValues<JwtErrorCode>().Select(static code => ErrorTable.Entry(code).EventId).Select(static item =>
            (item.Id, item.Name!, item.Id == 100 ? nameof(LogLevel.Debug) : nameof(LogLevel.Information)));

        TelemetryPage.Events("").Should().Equal(EventsOf(typeof(Log)).Concat(refusals));
    }

    [TestCase(typeof(MinimalApi.Redis.Log), "Redis")]
    [TestCase(typeof(MinimalApi.EntityFrameworkCore.Log), "EF Core")]
    public void Every_log_event_of_a_store_is_documented_with_its_level(Type log, string package) =>
        TelemetryPage.Events(package).Should().Equal(EventsOf(log));

    private static IEnumerable<(int Id, string Name, string Level)> EventsOf(Type log) => log
        .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Select(static method => (method.Name, Event: method.GetCustomAttribute<LoggerMessageAttribute>()!))
        .OrderBy(static item => item.Event.EventId)
        .Select(static item => (item.Event.EventId, item.Name, item.Event.Level.ToString()));

    private static List<Instrument> InstrumentsOf(IServiceProvider services)
    {
        var found = new List<Instrument>();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "JwtExtended.MinimalApi" && ReferenceEquals(instrument.Meter.Scope, meters))
                    found.Add(instrument);
            },
        };
        listener.Start();
        return found;
    }

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> => "counter",
        Histogram<double> => "histogram",
        ObservableUpDownCounter<int> => "up-down counter",
        _ => instrument.GetType().Name,
    };
}
