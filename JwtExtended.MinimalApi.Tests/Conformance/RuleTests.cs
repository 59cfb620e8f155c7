using System.Text.Json;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tests.Interop.Stacks;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Conformance;

/// <summary>Rules of the standards that no other test is about.</summary>
public sealed class RuleTests
{
    [Test]
    public void The_texts_of_a_challenge_have_the_characters_that_RFC_6750_permits()
    {
        // RFC 6750, 3: %x20-21 / %x23-5B / %x5D-7E, for both.
        static bool IsPermitted(char character) => character is >= ' ' and <= '~' and not '"' and not '\\';

        var texts = Enum.GetValues<JwtErrorCode>().Select(ErrorTable.Entry).Select(entry => entry.Message + entry.ChallengeError);

        texts.Should().NotBeEmpty().And.AllSatisfy(text => text.All(IsPermitted).Should().BeTrue(text));
    }

    [Test]
    public async Task An_access_token_lives_fifteen_minutes_unless_something_else_is_configured()
    {
        await using var service = new TestService();
        await using var other = new TestService(cfg => cfg.AccessTokenExpires = TimeSpan.FromMinutes(5));

        LifetimeOf(service).Should().Be(TimeSpan.FromMinutes(15));
        LifetimeOf(other).Should().Be(TimeSpan.FromMinutes(5));
    }

    [Test]
    public async Task A_kid_is_compared_with_regard_to_case()
    {
        var jwk = StackKey.Create(JwtAlgorithm.HS256).PrivateJwk;
        jwk["kid"] = "Key";
        await using var service = new TestService(
            cfg => cfg.Keys.Add(JwtKey.FromJwk(jwk.ToJsonString())), builder => builder.Configuration["Jwt:SecretKey"] = null);
        var secret = System.Buffers.Text.Base64Url.DecodeFromChars(jwk["k"]!.GetValue<string>());
        string TokenOf(string kid) => TokenForge.Sign(
            TokenForge.Encode($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{kid}}"}"""), TokenForge.Encode(TokenForge.Payload()), secret);

        service.Read(TokenOf("Key"));
        service.ReadRefused(TokenOf("key")).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public void Members_of_a_JWK_that_are_not_known_are_ignored([Values] JwtAlgorithm algorithm)
    {
        var jwk = StackKey.Create(algorithm).PrivateJwk;
        var more = jwk.DeepClone().AsObject();
        (more["x5u"], more["x5c"], more["x5t#S256"]) = ("https://keys.example/cert", new JsonArray("MIIB"), "abc");
        (more["ext"], more["exp"], more["vendor"]) = (true, 0, new JsonObject { ["kty"] = "RSA" });

        var (key, same) = (JwtKey.FromJwk(jwk.ToJsonString()), JwtKey.FromJwk(more.ToJsonString()));

        (same.Kid, same.Algorithm, same.CanSign).Should().Be((key.Kid, key.Algorithm, key.CanSign));
        same.IsSameAs(key).Should().BeTrue();
    }

    // No measurement would tell it on a shared machine: the code does.
    [TestCase("Keys/HmacMaterial.cs", 2)]
    [TestCase("Cookies/CsrfCheck.cs", 1)]
    public void Signatures_and_double_submits_are_compared_in_constant_time(string file, int comparisons)
    {
        var code = File.ReadAllText(Path.Combine(Repository.Root, "JwtExtended.MinimalApi", file));

        code.Split("CryptographicOperations.FixedTimeEquals(").Length.Should().Be(comparisons + 1);
        code.Should().NotContain("SequenceEqual");
    }

    private static TimeSpan LifetimeOf(TestService service)
    {
        using var payload = JsonDocument.Parse(TokenForge.DecodePart(service.Jwt.CreateAccessToken("alice"), 1));
        var (exp, iat) = (payload.RootElement.GetProperty("exp").GetInt64(), payload.RootElement.GetProperty("iat").GetInt64());
        return TimeSpan.FromSeconds(exp - iat);
    }
}
