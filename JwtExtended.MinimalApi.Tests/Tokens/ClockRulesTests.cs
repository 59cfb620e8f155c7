using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Tokens;

/// <summary>The limit of each rule, in seconds, next to the tick beyond it.</summary>
public sealed class ClockRulesTests
{
    private static readonly long Now = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    [TestCase(0)]
    [TestCase(30)]
    public void A_token_has_expired_from_its_expiration_time_and_the_leeway_on(int leeway)
    {
        var (rules, limit) = (Rules(leeway), Now - Seconds(leeway));

        rules.HasExpired(limit, Now).Should().BeTrue();
        rules.HasExpired(limit + 1, Now).Should().BeFalse();
        rules.HasExpired(null, Now).Should().BeFalse();
    }

    [TestCase(0)]
    [TestCase(30)]
    public void A_token_is_not_valid_until_its_not_before_time_less_the_leeway(int leeway)
    {
        var (rules, limit) = (Rules(leeway), Now + Seconds(leeway));

        rules.IsNotYetValid(limit, null, Now).Should().BeFalse();
        rules.IsNotYetValid(limit + 1, null, Now).Should().BeTrue();
        rules.IsNotYetValid(null, null, Now).Should().BeFalse();
    }

    [TestCase(0, 60)]
    [TestCase(30, 60)]
    [TestCase(90, 90)]
    public void A_token_may_be_issued_ahead_by_the_clock_skew_or_a_longer_leeway(int leeway, int ahead)
    {
        var (rules, limit) = (Rules(leeway), Now + Seconds(ahead));

        rules.IsIssuedInFuture(limit, Now).Should().BeFalse();
        rules.IsIssuedInFuture(limit + 1, Now).Should().BeTrue();
    }

    [TestCase(0)]
    [TestCase(30)]
    [TestCase(90)]
    public void An_authentication_is_recent_up_to_the_maximum_age_and_not_far_in_the_future(int leeway)
    {
        var (rules, maxAge) = (Rules(leeway), TimeSpan.FromMinutes(5));
        var (oldest, newest) = (maxAge + TimeSpan.FromSeconds(leeway), TimeSpan.FromSeconds(-60));
        var tick = TimeSpan.FromTicks(1);

        rules.IsRecent(oldest, maxAge).Should().BeTrue();
        rules.IsRecent(oldest + tick, maxAge).Should().BeFalse();
        rules.IsRecent(newest, maxAge).Should().BeTrue();
        rules.IsRecent(newest - tick, maxAge).Should().BeFalse();
        rules.IsRecent(null, maxAge).Should().BeFalse();
    }

    private static ClockRules Rules(int leeway) => new(TimeSpan.FromSeconds(leeway));

    private static long Seconds(int seconds) => seconds * TimeSpan.TicksPerSecond;
}
