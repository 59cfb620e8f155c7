using System.Reflection;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Responses;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>The ids and names of the events, which log queries and alerts rely on.</summary>
public sealed class LogTests
{
    private static IEnumerable<EventId> Events => typeof(Log)
        .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .OrderBy(method => method.MetadataToken)
        .Select(method => (Method: method, Attribute: method.GetCustomAttribute<LoggerMessageAttribute>()!))
        .Select(item => new EventId(item.Attribute.EventId, item.Attribute.EventName ?? item.Method.Name));

    private static IEnumerable<EventId> Refusals => Enum.GetValues<JwtErrorCode>().Select(code => ErrorTable.Entry(code).EventId);

    private static IEnumerable<EventId> All => [.. Events, .. Refusals];

    [Test]
    public void Ids_are_in_ascending_order_and_unique() =>
        All.Select(item => item.Id).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.HaveCountGreaterThan(30);

    [Test]
    public void Ids_of_refusals_start_at_100_and_those_of_other_events_end_below()
    {
        Events.Should().AllSatisfy(item => item.Id.Should().BeInRange(1, 99));
        Refusals.Select(item => item.Id).Should().Equal(Enumerable.Range(100, Enum.GetValues<JwtErrorCode>().Length));
    }

    [Test]
    public void Names_are_unique() => All.Select(item => item.Name).Should().OnlyHaveUniqueItems();

    [Test]
    public void Names_are_in_PascalCase() => All.Should().AllSatisfy(item => item.Name.Should().MatchRegex("^([A-Z][a-z]+)+$"));

    [Test]
    public void A_refusal_is_named_after_its_code([Values] JwtErrorCode code) =>
        ErrorTable.Entry(code).EventId.Name.Should().Be($"Refused{code}");
}
