using System.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Tokens;

/// <summary>The views of a payload: public claims as the tree that they were made from, private ones without their prefix.</summary>
public sealed class ParsedPayloadTests
{
    [TestCase("""{"n/a/b":1,"n/a/c":2,"n/d":3}""", """{"d":3,"a":{"b":1,"c":2}}""")]
    [TestCase("""{"n/a/b/c":1,"n/a/b/d":{"e":[1]}}""", """{"a":{"b":{"c":1,"d":{"e":[1]}}}}""")]
    [TestCase("""{"n/a":1,"n/a/b":2}""", """{"a":1,"a/b":2}""")]
    [TestCase("""{"n/a/b":2,"n/a":1}""", """{"a":1,"a/b":2}""")]
    [TestCase("""{"n/a/b/c":2,"n/a/b":1}""", """{"a":{"b":1},"a/b/c":2}""")]
    [TestCase("""{"n/a/b/c":1,"n/a/d":2,"n/a/b/e":3}""", """{"a":{"d":2,"b":{"c":1,"e":3}}}""")]
    [TestCase("""{"n/":1,"n/a//b":2,"n//a":3,"n/a/":4,"m/a":5}""", "{}")]
    public void Public_claims_are_the_tree_that_their_names_describe(string payload, string claims) =>
        Json(Parse(payload).PublicClaims).Should().Be(claims);

    [Test]
    public void A_name_deeper_than_the_tree_stays_flat()
    {
        var deepest = string.Join('/', Enumerable.Repeat("a", 32));

        Parse($$"""{"n/{{deepest}}":1}""").PublicClaims.Should().ContainKey("a").And.HaveCount(1);
        Parse($$"""{"n/{{deepest}}/a":1}""").PublicClaims.Should().ContainKey(deepest + "/a").And.HaveCount(1);
    }

    [Test]
    public void Private_claims_are_returned_without_their_prefix()
    {
        var payload = Parse("""{"app_x":1,"app_y":{"z":2},"app_":3,"x":4,"n/app_x":5,"sub":"a"}""");

        Json(payload.PrivateClaims).Should().Be("""{"x":1,"y":{"z":2}}""");
    }

    [TestCase("""{"csrf":"c","a":1}""", """{"a":1}""")]
    [TestCase("""{"a":1,"seed":"s"}""", """{"a":1}""")]
    [TestCase("""{"seed":"s","a":{"csrf":1},"csrf":"c"}""", """{"a":{"csrf":1}}""")]
    [TestCase("""{"a":1,"b":2}""", """{"a":1,"b":2}""")]
    [TestCase("""{"csrf":"c"}""", "{}")]
    public void Only_secret_members_are_left_out(string payload, string data) =>
        Parse(payload).Data.GetRawText().Should().Be(data);

    private static ParsedPayload Parse(string payload) =>
        ParsedPayload.Parse(Encoding.UTF8.GetBytes(payload), new ClaimNames("n/", "app", "role"));

    private static string Json(IReadOnlyDictionary<string, JsonElement> claims) => JsonSerializer.Serialize(claims.ToDictionary());
}
