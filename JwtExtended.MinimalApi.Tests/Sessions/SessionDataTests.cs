using JwtExtended.MinimalApi.Sessions;

namespace JwtExtended.MinimalApi.Tests.Sessions;

public sealed class SessionDataTests
{
    private const string Fox = "🦊";

    [TestCase(null, null)]
    [TestCase("", "")]
    [TestCase("Mozilla/5.0", "Mozilla/5.0")]
    [TestCase("a\0b\r\nc\u007f", "a?b??c?")]
    [TestCase("x" + Fox + "y", "x" + Fox + "y")]
    public void A_user_agent_is_kept_as_text_of_one_line(string? userAgent, string? kept) => Data(userAgent).UserAgent.Should().Be(kept);

    [Test]
    public void Half_a_character_is_replaced() => Data($"{Fox[0]}a{Fox[1]}").UserAgent.Should().Be("?a?");

    [Test]
    public void A_long_user_agent_is_cut_and_no_character_is_halved()
    {
        Data(new string('x', 257)).UserAgent.Should().Be(new string('x', 256));
        Data(new string('x', 254) + Fox + "y").UserAgent.Should().Be(new string('x', 254) + Fox);
        Data(new string('x', 255) + Fox).UserAgent.Should().Be(new string('x', 255) + "?");
    }

    [Test]
    public void What_is_recorded_is_read_again_and_nothing_takes_no_space()
    {
        var data = Data(new SessionStart { UserAgent = "漢 \"x\"", IpAddress = "::1", Label = "Büro" });
        var properties = new Dictionary<string, string> { [new('漢', 256)] = new('漢', 256) };

        SessionData.Parse(data.ToText()).Should().Be(data);
        SessionData.From(null, default).ToText().Should().BeEmpty();
        SessionData.Parse("").Should().Be(new SessionData());
        var longest = new SessionStart { UserAgent = new('漢', 999), IpAddress = new('漢', 999), Label = new('漢', 999) };
        Data(longest with { Properties = properties }).ToText()
            .Length.Should().BeLessThan(8192);
    }

    private static SessionData Data(string? userAgent) => Data(new SessionStart { UserAgent = userAgent });

    private static SessionData Data(SessionStart start) => SessionData.From(start, default);
}
