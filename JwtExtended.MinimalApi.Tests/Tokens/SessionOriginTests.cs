using System.Text;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Tests.Tokens;

/// <summary>The instant that a revocation "up to" an instant is compared with.</summary>
public sealed class SessionOriginTests
{
    // 1 000 seconds after 1970, in milliseconds, in the 48 bits of a UUIDv7 (RFC 9562, 5.7).
    private const string InId = "0000000f-4240-7000-8000-000000000000";

    [Test]
    public void The_start_of_the_session_takes_precedence() =>
        OriginOf($$"""{"sub":"a","iat":5000,"sst":2000,"jti":"{{InId}}"}""").Should().Be(2);

    [Test]
    public void Without_a_session_it_is_the_time_in_the_id() =>
        OriginOf($$"""{"sub":"a","iat":5000,"jti":"{{InId}}"}""").Should().Be(1000);

    [Test]
    public void The_first_millisecond_of_1970_is_a_time_in_an_id() =>
        OriginOf("""{"sub":"a","iat":5000,"jti":"00000000-0000-7000-8000-000000000000"}""").Should().Be(0);

    [TestCase("0000000f-4240-4000-8000-000000000000", Description = "version 4")]
    [TestCase("0000000f42407000800000000000000a", Description = "another form")]
    [TestCase("e677d21f-dc00-7000-8000-000000000000", Description = "after the year 9999")]
    [TestCase("ffffffff-ffff-7000-8000-000000000000", Description = "before 1970, were it signed")]
    [TestCase("some id")]
    [TestCase("")]
    public void Without_a_time_in_the_id_it_is_the_issue_time(string jti) =>
        OriginOf($$"""{"sub":"a","iat":5000,"jti":"{{jti}}"}""").Should().Be(5000);

    [Test]
    public void Without_an_id_it_is_the_issue_time() => OriginOf("""{"sub":"a","iat":5000}""").Should().Be(5000);

    [Test]
    public void The_last_millisecond_of_47_bits_is_a_time_in_an_id() =>
        OriginOf("""{"sub":"a","iat":140737488355,"jti":"7fffffff-ffff-7000-8000-000000000000"}""").Should().Be(140_737_488_355.327m);

    [TestCase(""","sst":5000999""", 5_000_999, Description = "the issue time has whole seconds")]
    [TestCase(""","sst":5001000""", 5_000_000)]
    [TestCase(""","sst":4000000""", 4_000_000)]
    [TestCase(""","jti":"0000004c-4f29-7000-8000-000000000000" """, 5_000_000, Description = "327.7 seconds ahead")]
    public void What_claims_to_have_begun_after_it_was_issued_began_then(string claims, int milliseconds) =>
        OriginOf("{\"sub\":\"a\",\"iat\":5000" + claims + "}").Should().Be(milliseconds / 1000m);

    private static decimal OriginOf(string payload)
    {
        new ClaimsReader("role").Read(Encoding.UTF8.GetBytes(payload), out var claims).Should().BeNull();
        return SessionOrigin.Of(claims).ToUnixTimeMilliseconds() / 1000m;
    }
}
