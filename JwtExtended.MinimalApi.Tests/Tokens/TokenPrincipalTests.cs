using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Tokens;

/// <summary>The claim type that each JSON type becomes.</summary>
public sealed class TokenPrincipalTests
{
    private readonly TestService _service = new(cfg => cfg.ValidateIssuer = false);

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    [TestCase("\"text\"", "text", ClaimValueTypes.String)]
    [TestCase("true", "true", ClaimValueTypes.Boolean)]
    [TestCase("false", "false", ClaimValueTypes.Boolean)]
    [TestCase("3", "3", ClaimValueTypes.Integer64)]
    [TestCase("1.50", "1.50", ClaimValueTypes.Double)]
    [TestCase("null", "null", "JSON")]
    [TestCase("{\"y\":1}", "{\"y\":1}", "JSON")]
    public void A_value_keeps_its_text_and_its_type(string json, string value, string type)
    {
        foreach (var form in new[] { json, $"[{json}]" })
        {
            var claim = Of($",\"x\":{form}").FindFirst("x")!;
            (claim.Value, claim.ValueType, claim.Issuer).Should().Be((value, type, "TestApp"));
        }
    }

    [Test]
    public void An_array_is_as_many_claims_as_it_has_items() =>
        Of(",\"x\":[\"a\",1,[2]],\"y\":[]").Claims.Where(claim => claim.Type is "x" or "y").Select(claim => claim.Value)
            .Should().Equal("a", "1", "[2]");

    [Test]
    public void Name_and_roles_come_from_the_claims_of_the_token()
    {
        var principal = Of(",\"role\":[\"ADMIN\"]");

        var identity = principal.Identity!;
        (identity.Name, identity.IsAuthenticated, identity.AuthenticationType).Should().Be(("alice", true, "JwtExtended"));
        principal.IsInRole("ADMIN").Should().BeTrue();
        principal.IsInRole("USER").Should().BeFalse();
    }

    [Test]
    public void Without_an_issuer_a_claim_has_the_default_one()
    {
        var payload = TokenForge.Payload().Replace("\"iss\":\"TestApp\",", "", StringComparison.Ordinal);

        var principal = TokenPrincipal.Of(_service.Read(TokenForge.Sign(TokenForge.Header, payload)));

        principal.FindFirst("sub")!.Issuer.Should().Be(ClaimsIdentity.DefaultIssuer);
    }

    private ClaimsPrincipal Of(string more) =>
        TokenPrincipal.Of(_service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(more))));
}
