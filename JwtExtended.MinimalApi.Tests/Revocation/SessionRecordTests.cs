namespace JwtExtended.MinimalApi.Tests.Revocation;

public sealed class SessionRecordTests
{
    private const string Fox = "🦊";

    [TestCase(null, null)]
    [TestCase("", "")]
    [TestCase("Mozilla/5.0", "Mozilla/5.0")]
    [TestCase("a\0b\r\nc\u007f", "a?b??c?")]
    [TestCase("x" + Fox + "y", "x" + Fox + "y")]
    public void A_user_agent_is_kept_as_text_of_one_line(string? userAgent, string? kept) => Record(userAgent).UserAgent.Should().Be(kept);

    [Test]
    public void Half_a_character_is_replaced() => Record($"{Fox[0]}a{Fox[1]}").UserAgent.Should().Be("?a?");

    [Test]
    public void A_long_user_agent_is_cut_and_no_character_is_halved()
    {
        Record(new string('x', 257)).UserAgent.Should().Be(new string('x', 256));
        Record(new string('x', 254) + Fox + "y").UserAgent.Should().Be(new string('x', 254) + Fox);
        Record(new string('x', 255) + Fox).UserAgent.Should().Be(new string('x', 255) + "?");
    }

    [Test]
    public void A_change_of_one_member_keeps_the_others_and_shows()
    {
        var record = Record("agent");

        (record with { Expires = DateTimeOffset.UnixEpoch })
            .Should().NotBe(record).And.Match<SessionRecord>(changed => changed.UserAgent == "agent" && changed.Id == "id");
    }

    private static SessionRecord Record(string? userAgent) => new()
    {
        Key = "key",
        Id = "id",
        Started = DateTimeOffset.UnixEpoch,
        LastRefreshed = DateTimeOffset.UnixEpoch,
        UserAgent = userAgent,
    };
}
