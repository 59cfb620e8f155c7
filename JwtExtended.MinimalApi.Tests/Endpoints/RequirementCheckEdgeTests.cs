using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Each restriction at its limits, and the order in which they are checked.</summary>
public sealed class RequirementCheckEdgeTests
{
    [TestCase(330, true)]
    [TestCase(331, false)]
    public async Task An_authentication_is_recent_for_the_leeway_longer(int seconds, bool accepted)
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/it", () => "ok").RequireFreshJwt(TimeSpan.FromMinutes(5)),
            cfg => cfg.Leeway = TimeSpan.FromSeconds(30));

        using var response = await app.GetAsync(
            "/it", app.Jwt.CreateAccessToken("alice", new TokenDescriptor { Fresh = true, AuthTime = TestApp.Start.AddSeconds(-seconds) }));

        response.IsSuccessStatusCode.Should().Be(accepted);
    }

    [TestCase("null")]
    [TestCase("[null]")]
    [TestCase("{\"gold\":1}")]
    [TestCase("[]")]
    [TestCase("[[\"gold\"]]")]
    [TestCase("\"gold2\"")]
    public async Task A_claim_that_is_not_one_of_the_values_is_none_of_them(string value)
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/it", () => "ok").RequireJwt(jwt => jwt.Claim("tier", "gold", "null", "[\"gold\"]", "{\"gold\":1}")));

        (await app.GetAsync("/it", TokenForge.Sign(TokenForge.Header, TokenForge.Payload($",\"tier\":{value}"))))
            .Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/it", TokenForge.Sign(TokenForge.Header, TokenForge.Payload(",\"tier\":[{},\"gold\"]")))).Should().BeOk();
    }

    [Test]
    public async Task Predicates_run_until_one_returns_false()
    {
        var asked = new List<string>();
        bool Run(string name, bool result)
        {
            asked.Add(name);
            return result;
        }

        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/it", () => "ok")
                .RequireJwt(jwt => jwt.Where(_ => Run("a", true)).Where(_ => Run("b", false)).Where(_ => Run("c", true))));

        (await app.GetAsync("/it", app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        asked.Should().Equal("a", "b");
    }

    [Test]
    public async Task Rights_are_checked_before_freshness_and_predicates_after_it()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/it", () => "ok").RequireJwt(jwt => jwt.Fresh().Allow("A").Where(_ => false)));

        (await app.GetAsync("/it", app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/it", app.Jwt.CreateAccessToken("alice", "A"))).Should().BeRefused(JwtErrorCode.FreshRequired);
    }
}
