using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Tokens;

/// <summary>The claim of a session's own limits.</summary>
public sealed class SessionLimitsTests
{
    [TestCase(3600, null, null, "3600 - -")]
    [TestCase(null, 86400, true, "- 86400 p")]
    [TestCase(null, -1, false, "- never s")]
    public void Limits_are_written_and_read_again(int? idle, int? lifetime, bool? persistent, string claim)
    {
        var limits = new SessionLimits(Limit(idle), Limit(lifetime), persistent);

        limits.ToClaim().Should().Be(claim);
        SessionLimits.Parse(claim).Should().Be(limits);
    }

    [Test]
    public void Without_limits_there_is_no_claim() => default(SessionLimits).ToClaim().Should().BeNull();

    [TestCase(null)]
    [TestCase("")]
    [TestCase("high")]
    [TestCase("1 2")]
    [TestCase("x - p")]
    [TestCase("- +1 p")]
    [TestCase("- - p p")]
    public void A_claim_of_another_library_limits_nothing(string? claim) => SessionLimits.Parse(claim).Should().Be(default(SessionLimits));

    private static TimeSpan? Limit(int? seconds) =>
        seconds < 0 ? Timeout.InfiniteTimeSpan : seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
