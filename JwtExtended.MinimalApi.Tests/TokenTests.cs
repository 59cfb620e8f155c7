using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests;

public sealed class TokenTests
{
    private readonly TestService _service = new();

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    [Test]
    public void Tokens_of_one_text_are_equal_and_others_are_not()
    {
        var text = _service.Jwt.CreateAccessToken("alice");
        var token = _service.Read(text);

        token.Should().Be(_service.Read(text));
        token.GetHashCode().Should().Be(_service.Read(text).GetHashCode());
        token.Should().NotBe(_service.Read(_service.Jwt.CreateAccessToken("alice")));
        token.Equals((Token?)null).Should().BeFalse();
    }

    [Test]
    public void Formatting_does_not_reveal_credentials()
    {
        var text = _service.Jwt.CreateAccessToken("alice");
        var token = _service.Read(text);
        var pair = _service.Jwt.CreateTokenPair("alice");

        token.ToString().Should().Contain("alice").And.Contain(token.Jti).And.NotContain(text.Split('.')[2]).And.NotContain("eyJ");
        pair.ToString().Should().NotContain("eyJ");
        new JwtReadResult(token).ToString().Should().NotContain("eyJ");
        new JwtOptions { SecretKey = "a-secret" }.ToString().Should().NotContain("a-secret");
        JsonSerializer.Serialize(new JwtOptions { SecretKey = "a-secret", PrivateKey = "a-secret" }).Should().NotContain("a-secret");
    }

    [Test]
    public void Serializing_does_not_reveal_credentials()
    {
        var text = TokenForge.Sign(TokenForge.Header, TokenForge.Payload(""","csrf":"csrf-value","seed":"seed-value","x":1"""));

        var json = JsonSerializer.Serialize(_service.Read(text), JsonSerializerOptions.Web);

        json.Should().Contain("\"type\":\"access\"").And.Contain("\"identity\":\"alice\"").And.Contain("\"x\":1");
        json.Should().NotContain("csrf").And.NotContain("seed").And.NotContain("eyJ").And.NotContain(text.Split('.')[2]);
    }

    [Test]
    public void Secret_members_are_not_part_of_any_view_of_the_claims()
    {
        var token = _service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(""","csrf":"csrf-value","seed":"seed-value" """)));

        token.Csrf.Should().Be("csrf-value");
        token.RawData.TryGetProperty("csrf", out _).Should().BeFalse();
        token.TryGetClaim("seed", out _).Should().BeFalse();
        token.GetString("csrf").Should().BeNull();
        token.PrivateClaims.Should().BeEmpty();
    }

    [Test]
    public void Collections_cannot_be_changed()
    {
        var descriptor = new TokenDescriptor { Roles = ["a", "b"], Scopes = ["s"], PrivateClaims = new() { ["x"] = 1 } };
        var token = _service.Read(_service.Jwt.CreateAccessToken("alice", descriptor));

        foreach (var list in new[] { token.Roles, token.Scopes, token.Aud })
        {
            var add = () => ((IList<string>)list).Add("admin");
            var set = () => ((IList<string>)list)[0] = "admin";
            add.Should().Throw<NotSupportedException>();
            set.Should().Throw<NotSupportedException>();
        }

        var change = () => ((IDictionary<string, JsonElement>)token.PrivateClaims).Clear();
        change.Should().Throw<NotSupportedException>();
    }

    [Test]
    public void No_property_of_a_token_can_be_set() =>
        typeof(Token).GetProperties().Where(property => property.SetMethod is { IsPublic: true }).Should().BeEmpty();

    [Test]
    public void Claims_are_parsed_by_many_threads_at_once()
    {
        var token = _service.Read(_service.Jwt.CreateAccessToken("alice", new TokenDescriptor { PrivateClaims = new() { ["x"] = 1 } }));

        Parallel.For(0, 1000, _ => token.PrivateClaims["x"].GetInt32().Should().Be(1));
    }

    [Test]
    public void Enums_are_written_as_their_claim_words()
    {
        JsonSerializer.Serialize(Enum.GetValues<TokenType>()).Should().Be("""["access","refresh","ticket"]""");
        JsonSerializer.Serialize(Enum.GetValues<TokenLocation>())
            .Should().Be("""["header","query","cookie","json_body","ticket","form"]""");
        JsonSerializer.Serialize(Enum.GetValues<JwtAlgorithm>()).Should().Be(
            """["HS256","HS384","HS512","RS256","RS384","RS512","PS256","PS384","PS512","ES256","ES384","ES512"]""");
    }

    [Test]
    public void Error_codes_are_written_as_their_stable_names() =>
        Enum.GetValues<JwtErrorCode>().Select(code => JsonSerializer.Serialize(code).Trim('"')).Should().Equal(
            "token_missing",
            "header_malformed",
            "request_ambiguous",
            "token_malformed",
            "token_invalid",
            "token_type",
            "token_expired",
            "token_revoked",
            "fresh_required",
            "access_denied",
            "csrf_missing",
            "csrf_mismatch",
            "refresh_reused",
            "store_unavailable",
            "request_invalid",
            "signing_unavailable");

    [Test]
    public void A_pair_has_the_names_of_RFC_6749_under_any_policy()
    {
        var pair = _service.Jwt.CreateTokenPair("alice");

        foreach (var policy in new[] { null, JsonNamingPolicy.CamelCase, JsonNamingPolicy.KebabCaseUpper })
        {
            var options = new JsonSerializerOptions { PropertyNamingPolicy = policy };
            using var json = JsonDocument.Parse(JsonSerializer.Serialize(pair, options));
            json.RootElement.EnumerateObject().Select(member => member.Name)
                .Should().Equal("access_token", "token_type", "expires_in", "refresh_token");
        }
    }
}
