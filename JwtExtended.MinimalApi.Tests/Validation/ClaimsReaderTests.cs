using System.Globalization;
using System.Text;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>Each claim as it is read, the types that it may have, and where its limits are.</summary>
public sealed class ClaimsReaderTests
{
    private const string Least = """{"sub":"a","iat":1""";

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    [Test]
    public void Every_claim_is_read_into_its_own_property()
    {
        const string registered = ""","iss":"i","aud":["x","y"],"exp":2,"nbf":3,"jti":"j" """;
        const string others = ""","sid":"s","sst":4,"auth_time":5,"scope":"c  d","fresh":true,"csrf":"e","seed":"f","role":"g" """;

        var claims = Accepted(registered + others);

        (claims.Sub, claims.Iss, claims.Jti, claims.SessionId, claims.Csrf, claims.Seed).Should().Be(("a", "i", "j", "s", "e", "f"));
        (claims.Iat, claims.Exp, claims.Nbf, claims.AuthTime).Should().Be((Second(1), Second(2), Second(3), Second(5)));
        (claims.IatTicks, claims.ExpTicks, claims.NbfTicks).Should().Be((Second(1).UtcTicks, Second(2).UtcTicks, Second(3).UtcTicks));
        claims.SessionStarted.Should().Be(DateTimeOffset.UnixEpoch.AddMilliseconds(4));
        (claims.Fresh, claims.FreshUntil).Should().Be((true, null));
        claims.Aud.Should().Equal("x", "y");
        claims.Roles.Should().Equal("g");
        claims.Scopes.Should().Equal("c", "d");
    }

    [Test]
    public void An_absent_claim_has_no_value()
    {
        var claims = Accepted("");

        (claims.Iss, claims.Jti, claims.SessionId, claims.Csrf, claims.Seed).Should().Be((null, null, null, null, null));
        (claims.Exp, claims.Nbf, claims.AuthTime, claims.SessionStarted, claims.FreshUntil).Should().Be((null, null, null, null, null));
        (claims.ExpTicks, claims.NbfTicks, claims.Fresh).Should().Be((null, null, false));
        claims.Aud.Should().BeEmpty();
        claims.Roles.Should().BeEmpty();
        claims.Scopes.Should().BeEmpty();
    }

    [TestCase("false", false, null)]
    [TestCase("true", true, null)]
    [TestCase("60", false, 60)]
    public void Freshness_is_a_boolean_or_the_time_that_it_ends(string value, bool fresh, int? until)
    {
        var claims = Accepted($",\"fresh\":{value}");

        (claims.Fresh, claims.FreshUntil).Should().Be((fresh, until is { } seconds ? Second(seconds) : null));
    }

    [TestCase("abc")]
    [TestCase("abcd")]
    [TestCase("abcde")]
    [TestCase("abcdefghi")]
    [TestCase("abcdefg")]
    public void A_claim_that_the_package_does_not_know_may_have_any_type(string name)
    {
        foreach (var value in new[] { "1", "\"x\"", "null", "true", "{}", "[1]" })
            Accepted($",\"{name}\":{value}").Sub.Should().Be("a");
    }

    [TestCase("iss")]
    [TestCase("aud")]
    [TestCase("exp")]
    [TestCase("nbf")]
    [TestCase("jti")]
    [TestCase("sid")]
    [TestCase("sst")]
    [TestCase("fresh")]
    [TestCase("scope")]
    [TestCase("auth_time")]
    [TestCase("csrf")]
    [TestCase("seed")]
    [TestCase("role")]
    public void A_claim_of_another_type_is_refused_and_named(string name)
    {
        var refusal = Refused($",\"{name}\":{{}}");

        (refusal.Code, refusal.ClientValue).Should().Be((JwtErrorCode.TokenMalformed, name));
    }

    [TestCase("roles")]
    [TestCase("sub2")]
    [TestCase("https://example.com/role")]
    public void Roles_are_read_from_the_claim_of_that_name_alone(string name)
    {
        var claims = Accepted($",\"{name}\":[\"a\",\"b\"],\"role\":7", name);

        claims.Roles.Should().Equal("a", "b");
    }

    [TestCase("[]", "")]
    [TestCase("\"a\"", "a")]
    [TestCase("[\"a\"]", "a")]
    [TestCase("[ \"a\" , \"\\u0062\" ,\"\"]", "a,b,")]
    [TestCase("\"\\u0061\\n\"", "a\n")]
    [TestCase("\"\"", "")]
    public void A_list_of_strings_may_be_one_string(string value, string texts)
    {
        var aud = Accepted($",\"aud\":{value},\"x\":1").Aud;

        string.Join(',', aud).Should().Be(texts);
        aud.Should().HaveCount(value == "[]" ? 0 : texts.Count(c => c == ',') + 1);
    }

    [TestCase("[[\"a\"]]")]
    [TestCase("[\"a\",1]")]
    [TestCase("[null]")]
    [TestCase("[{}]")]
    [TestCase("{}")]
    [TestCase("1")]
    public void A_list_of_anything_else_is_refused(string value) => Refused($",\"aud\":{value}").ClientValue.Should().Be("aud");

    [TestCase("\"TestApp\"", true)]
    [TestCase("\"Test\\u0041pp\"", true)]
    [TestCase("\"TestApq\"", false)]
    [TestCase("\"Test\\u0041pq\"", false)]
    [TestCase("\"TestApp2\"", false)]
    [TestCase("[\"x\",\"TestApp\"]", true)]
    [TestCase("[\"x\",\"Test\\u0041pp\"]", true)]
    [TestCase("[\"x\",\"TestApp2\"]", false)]
    [TestCase("[]", false)]
    [TestCase("\"\"", false)]
    public void An_audience_is_found_however_it_is_written(string value, bool found)
    {
        var claims = Accepted($",\"aud\":{value}");

        claims.HasAudience(ExpectedString.Of("TestApp")).Should().Be(found);
        claims.Aud.Contains("TestApp").Should().Be(found);
    }

    [TestCase("\"TestApp\"", true)]
    [TestCase("\"Test\\u0041pp\"", true)]
    [TestCase("\"TestApq\"", false)]
    [TestCase("\"Test\\u0041pq\"", false)]
    [TestCase("\"\"", false)]
    public void An_issuer_is_found_however_it_is_written(string value, bool found)
    {
        var claims = Accepted($",\"iss\":{value}");

        claims.HasIssuer(ExpectedString.Of("TestApp")).Should().Be(found);
        (claims.Iss == "TestApp").Should().Be(found);
    }

    [Test]
    public void An_absent_claim_is_not_equal_to_the_empty_string()
    {
        var claims = Accepted("");

        claims.HasIssuer(ExpectedString.Of("")).Should().BeFalse();
        claims.HasAudience(ExpectedString.Of("")).Should().BeFalse();
    }

    [Test]
    public void Each_claim_is_created_once_and_an_expected_one_is_the_expected_object()
    {
        var claims = Accepted(""","iss":"TestApp","jti":"j","aud":["a","b"],"scope":"c d" """);
        var expected = ExpectedString.Of("TestApp");

        claims.HasIssuer(expected).Should().BeTrue();

        claims.Iss.Should().BeSameAs(expected.Text);
        claims.Jti.Should().BeSameAs(claims.Jti);
        claims.Aud.Should().BeSameAs(claims.Aud);
        claims.Scopes.Should().BeSameAs(claims.Scopes);
    }

    [TestCase("-62135596800", true)]
    [TestCase("-62135596801", false)]
    [TestCase("253402300799", true)]
    [TestCase("253402300800", false)]
    [TestCase("-62135596800.0", true)]
    [TestCase("-62135596800.5", false)]
    [TestCase("253402300799.0", true)]
    [TestCase("253402300799.5", false)]
    [TestCase("1e400", false)]
    public void A_date_is_read_from_the_first_year_to_the_last(string value, bool accepted)
    {
        var refusal = Read($"{Least},\"nbf\":{value}}}", out var claims);

        (refusal is null).Should().Be(accepted);
        if (accepted)
            claims.NbfTicks.Should().Be(DateTimeOffset.FromUnixTimeSeconds((long)decimal.Parse(value, Invariant)).UtcTicks);
    }

    [TestCase("1.5", 15_000_000)]
    [TestCase("-0.25", -2_500_000)]
    [TestCase("0.0000001", 1)]
    [TestCase("15e-1", 15_000_000)]
    public void A_fraction_of_a_second_is_kept(string value, long ticks) =>
        Accepted($",\"nbf\":{value}").NbfTicks.Should().Be(DateTimeOffset.UnixEpoch.UtcTicks + ticks);

    [TestCase("0", true)]
    [TestCase("-1", false)]
    [TestCase("253402300799000", true)]
    [TestCase("253402300799001", false)]
    [TestCase("1.5", false)]
    public void The_start_of_a_session_is_read_in_milliseconds_from_1970_on(string value, bool accepted)
    {
        var refusal = Read($"{Least},\"sst\":{value}}}", out var claims);

        (refusal is null).Should().Be(accepted);
        if (accepted)
            claims.SessionStarted.Should().Be(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(value, Invariant)));
    }

    [Test]
    public void A_duplicate_is_found_among_any_number_of_claims([Values(2, 3, 30, 31, 32, 33, 34, 64)] int count)
    {
        var names = Enumerable.Range(0, count - 2).Select(i => $"x{i}").ToList();
        string More(IEnumerable<string> all) => string.Concat(all.Select(name => $",\"{name}\":1"));

        Accepted(More(names)).Sub.Should().Be("a");
        foreach (var name in names.Append("sub").Append("iat"))
            Refused(More(names.Append(name))).Reason.Should().Contain("twice");
    }

    [TestCase(""","\u0078":1,"x":1""")]
    [TestCase(""","x":1,"\u0078":1""")]
    [TestCase(""","\u0078":1,"\u0078":1""")]
    [TestCase(""","y":1,"\u0078":1,"y":1""")]
    [TestCase(""","\u0073ub":"b" """)]
    public void A_duplicate_is_found_however_it_is_written(string more) => Refused(more).Reason.Should().Contain("twice");

    [Test]
    public void A_name_may_be_written_with_escapes()
    {
        var claims = Accepted(""","\u006ati":"j","\u0072ole":"r","\u0078":1,"y":2""");

        claims.Jti.Should().Be("j");
        claims.Roles.Should().Equal("r");
    }

    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{"y":{"z":[1,{}]}}""")]
    [TestCase("[[],[1]]")]
    [TestCase("\"\\u0061\"")]
    [TestCase("1")]
    public void Members_after_a_value_of_any_form_are_read(string value)
    {
        Accepted($",\"x\":{value},\"jti\":\"j\"").Jti.Should().Be("j");
        Refused($",\"x\":{value},\"sub\":\"b\"").Reason.Should().Contain("twice");
        Refused($",\"x\":{value},\"exp\":\"soon\"").ClientValue.Should().Be("exp");
    }

    [TestCase("\"x\":\"?\"")]
    [TestCase("\"?\":1")]
    [TestCase("\"x\":[{\"y\":\"?\"}]")]
    public void Text_that_is_not_UTF_8_is_refused_in_a_claim_that_is_not_used(string member)
    {
        var json = Encoding.UTF8.GetBytes($"{Least},{member}}}");
        json[Array.IndexOf(json, (byte)'?')] = 0xFF;

        new ClaimsReader("role").Read(json, out _)!.Code.Should().Be(JwtErrorCode.TokenMalformed);
    }

    [TestCase("""{"iat":1}""", "no sub")]
    [TestCase("""{"sub":"","iat":1}""", "no sub")]
    [TestCase("""{"sub":"a"}""", "no iat")]
    [TestCase("{}", "no sub")]
    [TestCase("[]", "JSON object")]
    [TestCase("", "JSON object")]
    [TestCase("1", "JSON object")]
    [TestCase("""{"sub":"a","iat":1}{}""", "JSON object")]
    [TestCase("""{"sub":"a","iat":1} x""", "JSON object")]
    [TestCase("""{"sub":"a","iat":1""", "JSON object")]
    public void A_payload_without_what_it_needs_is_refused_for_its_reason(string payload, string reason) =>
        Read(payload, out _)!.Reason.Should().Contain(reason);

    private static DateTimeOffset Second(int seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);

    private static TokenClaims Accepted(string more, string roleClaim = "role")
    {
        Read($"{Least}{more}}}", out var claims, roleClaim).Should().BeNull();
        return claims;
    }

    private static Refusal Refused(string more) => Read($"{Least}{more}}}", out _)!;

    private static Refusal? Read(string payload, out TokenClaims claims, string roleClaim = "role") =>
        new ClaimsReader(roleClaim).Read(Encoding.UTF8.GetBytes(payload), out claims);
}
