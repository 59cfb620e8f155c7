using System.Buffers.Text;
using System.Text;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>What is read from a header, and what is logged for a refused one.</summary>
public sealed class HeaderReaderTests
{
    [TestCase("at+jwt", TokenType.Access)]
    [TestCase("At+Jwt", TokenType.Access)]
    [TestCase("Application/AT+JWT", TokenType.Access)]
    [TestCase("rt+jwt", TokenType.Refresh)]
    [TestCase("application/RT+jwt", TokenType.Refresh)]
    public void A_type_is_recognized_in_any_spelling_of_its_media_type(string typ, TokenType type)
    {
        Read($$"""{"alg":"HS256","typ":"{{typ}}","kid":"k"}""", out var header).Should().BeNull();

        header.Should().Be(new JwsHeader(JwtAlgorithm.HS256, type, null, "k"));
    }

    [TestCase("JWT")]
    [TestCase("at+jwt2")]
    [TestCase("x/at+jwt")]
    [TestCase("application/")]
    [TestCase("")]
    public void Another_type_is_kept_for_the_log(string typ)
    {
        Read($$"""{"alg":"HS256","typ":"{{typ}}"}""", out var header).Should().BeNull();

        header.Should().Be(new JwsHeader(JwtAlgorithm.HS256, null, typ, null));
    }

    [Test]
    public void Every_algorithm_is_read_by_its_name([Values] JwtAlgorithm algorithm)
    {
        Read($$"""{"alg":"{{algorithm}}"}""", out var header).Should().BeNull();

        header.Algorithm.Should().Be(algorithm);
    }

    [TestCase("none")]
    [TestCase("HS2560")]
    [TestCase("HS25")]
    [TestCase("")]
    public void An_algorithm_that_does_not_exist_is_suspicious_and_named(string alg)
    {
        var refusal = Read($$"""{"alg":"{{alg}}","typ":"at+jwt"}""", out _)!;

        (refusal.Code, refusal.Suspicious, refusal.ClientValue).Should().Be((JwtErrorCode.TokenInvalid, true, alg));
    }

    [TestCase("""{"alg":"HS256","crit":["x"]}""")]
    [TestCase("""{"alg":"HS256","b64":false}""")]
    [TestCase("""{"alg":"HS256","\u0063rit":[]}""")]
    public void A_header_that_no_legitimate_client_sends_is_suspicious(string header)
    {
        var refusal = Read(header, out _)!;

        (refusal.Code, refusal.Suspicious).Should().Be((JwtErrorCode.TokenMalformed, true));
    }

    [TestCase("{\"alg\":\"HS256\",\"x\":\"")]
    [TestCase("""{"alg":"HS256" """)]
    [TestCase("""{"alg":"HS256","kid":"\udc00"}""")]
    [TestCase("""{"alg":"HS256","alg":"HS256"}""")]
    [TestCase("""{"typ":"at+jwt"}""")]
    [TestCase("""{"alg":256}""")]
    [TestCase("""{"alg":null}""")]
    [TestCase("""{"alg":"HS256","kid":7}""")]
    [TestCase("""{"alg":"HS256","typ":["at+jwt"]}""")]
    [TestCase("[]")]
    public void A_header_that_a_broken_client_sends_is_not_suspicious(string header)
    {
        var refusal = Read(header, out _)!;

        (refusal.Code, refusal.Suspicious).Should().Be((JwtErrorCode.TokenMalformed, false));
    }

    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("\"alg\"")]
    public void A_header_that_is_not_an_object_is_refused_for_that_reason(string header) =>
        Read(header, out _)!.Reason.Should().Contain("JSON object");

    [Test]
    public void A_header_is_read_up_to_its_maximum_size()
    {
        string Header(int bytes) => """{"alg":"HS256","typ":"at+jwt"}""".PadRight(bytes);

        Read(Header(1024), out _).Should().BeNull();
        Read(Header(1025), out _)!.Reason.Should().Contain("1024 bytes");
        Read(Header(3000), out _)!.Reason.Should().Contain("1024 bytes");
    }

    [Test]
    public void A_header_is_read_up_to_its_maximum_number_of_values()
    {
        // Each array costs two, each scalar and each name in an object one.
        string Header(string values) => $$"""{"alg":"HS256","x":[{{values}}]}""";

        Read(Header(string.Join(',', Enumerable.Repeat("0", 62))), out _).Should().BeNull();
        Read(Header(string.Join(',', Enumerable.Repeat("0", 63))), out _)!.Reason.Should().Contain("64 values");
    }

    [Test]
    public void Values_are_counted_over_all_members()
    {
        string Zeros(int count) => string.Join(',', Enumerable.Repeat("0", count));
        string Header(int last) => $$"""{"alg":"HS256","x":[{{Zeros(30)}}],"y":[{{Zeros(last)}}]}""";

        Read(Header(30), out _).Should().BeNull();
        Read(Header(31), out _)!.Reason.Should().Contain("64 values");
    }

    [TestCase("1")]
    [TestCase("\"x\"")]
    [TestCase("null")]
    [TestCase("true")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{"a":{"b":[{}]}}""")]
    [TestCase("""[[],{"alg":"none"}]""")]
    public void A_member_of_any_value_is_skipped(string value)
    {
        Read($$"""{"x":{{value}},"alg":"ES256","typ":"at+jwt"}""", out var header).Should().BeNull();

        header.Should().Be(new JwsHeader(JwtAlgorithm.ES256, TokenType.Access, null, null));
    }

    [Test]
    public void Text_that_is_not_UTF_8_is_refused_in_a_member_that_is_not_used()
    {
        var json = Encoding.UTF8.GetBytes("""{"alg":"HS256","typ":"at+jwt","x":"?"}""");
        json[Array.IndexOf(json, (byte)'?')] = 0xFF;

        HeaderReader.Read(Base64Url.EncodeToString(json), out _)!.Code.Should().Be(JwtErrorCode.TokenMalformed);
    }

    private static Refusal? Read(string json, out JwsHeader header) => HeaderReader.Read(TokenForge.Encode(json), out header);
}
