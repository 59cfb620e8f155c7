using System.Text.Json;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Issuing;

public sealed class ClaimTests
{
    private static readonly TokenDescriptor Descriptor = new()
    {
        PublicClaims = new()
        {
            ["name"] = "Alice",
            ["address"] = new JsonObject { ["city"] = "Ulm", ["geo"] = new JsonObject { ["lat"] = 48.4 }, ["none"] = new JsonObject() },
        },
        PrivateClaims = new() { ["plan"] = "pro", ["seats"] = 3, ["nothing"] = null },
        Claims = new() { ["department"] = new JsonArray("a", "b") },
    };

    [Test]
    public async Task Public_claims_are_flattened_under_the_namespace_and_read_back_nested()
    {
        await using var service = Named();

        var token = service.Read(service.Jwt.CreateAccessToken("alice", Descriptor));

        var raw = token.RawData;
        raw.GetProperty("https://example.com/name").GetString().Should().Be("Alice");
        raw.GetProperty("https://example.com/address/city").GetString().Should().Be("Ulm");
        raw.GetProperty("https://example.com/address/geo/lat").GetDouble().Should().Be(48.4);
        token.PublicClaims.Keys.Should().BeEquivalentTo("name", "address");
        token.PublicClaims["address"].GetProperty("geo").GetProperty("lat").GetDouble().Should().Be(48.4);
        token.PublicClaims["address"].GetProperty("none").ValueKind.Should().Be(JsonValueKind.Object);
    }

    [Test]
    public async Task Private_claims_are_written_with_their_prefix_and_read_without_it()
    {
        await using var service = Named();

        var token = service.Read(service.Jwt.CreateAccessToken("alice", Descriptor));

        token.RawData.GetProperty("app_plan").GetString().Should().Be("pro");
        token.PrivateClaims.Keys.Should().BeEquivalentTo("plan", "seats", "nothing");
        token.PrivateClaims["seats"].GetInt32().Should().Be(3);
        token.PrivateClaims["nothing"].ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Test]
    public async Task Other_claims_are_written_as_they_are()
    {
        await using var service = Named();

        var token = service.Read(service.Jwt.CreateAccessToken("alice", Descriptor));

        token.TryGetClaim("department", out var department).Should().BeTrue();
        department.GetArrayLength().Should().Be(2);
        token.TryGetClaim("plan", out _).Should().BeFalse();
        token.GetString("app_plan").Should().Be("pro");
        token.GetString("app_seats").Should().BeNull();
        token.GetString("absent").Should().BeNull();
        token.GetClaim("app_seats", TestJsonContext.Default.Int32).Should().Be(3);
        token.GetClaim("absent", TestJsonContext.Default.Int32).Should().Be(0);
    }

    [Test]
    public async Task Without_namespace_and_prefix_claims_are_still_read_back()
    {
        await using var service = new TestService();
        var publicly = new TokenDescriptor { PublicClaims = new() { ["a"] = new JsonObject { ["b"] = 1 } } };
        var privately = new TokenDescriptor { Role = "admin", PrivateClaims = new() { ["plan"] = "pro" } };

        var withPublic = service.Read(service.Jwt.CreateAccessToken("alice", publicly));
        var withPrivate = service.Read(service.Jwt.CreateAccessToken("alice", privately));

        withPublic.PublicClaims["a"].GetProperty("b").GetInt32().Should().Be(1);
        withPrivate.PrivateClaims.Keys.Should().Equal("plan");
    }

    [Test]
    public async Task Names_that_exclude_each_other_in_a_foreign_token_keep_all_claims()
    {
        await using var service = Named();
        const string more =
            ""","https://example.com/a":1,"https://example.com/a/b":2,"https://example.com/c/d":3,"https://example.com/c":4""";

        var claims = service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(more))).PublicClaims;

        claims.ToDictionary(claim => claim.Key, claim => claim.Value.GetInt32())
            .Should().BeEquivalentTo(new Dictionary<string, int> { ["a"] = 1, ["a/b"] = 2, ["c"] = 4, ["c/d"] = 3 });
    }

    [TestCase(""","https://example.com/a":1,"https://example.com/a/b":2""")]
    [TestCase(""","https://example.com//x":1,"https://example.com/y/":2,"https://example.com/":3""")]
    [TestCase(""","https://example.com/a":{"b":1},"app_x":1,"app_":2""")]
    [TestCase(""","https://example.com/a":{"b":3},"https://example.com/a/b":1""")]
    [TestCase(""","https://example.com/a":{"":1,"x/y":2}""")]
    public async Task All_claims_of_a_foreign_token_are_copied_whatever_their_names(string more)
    {
        await using var service = Named();
        var foreign = service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(more)));

        var copy = service.Read(service.Jwt.CreateAccessToken("alice", TokenDescriptor.From(foreign)));

        copy.PublicClaims.Should().HaveCount(foreign.PublicClaims.Count);
        copy.PrivateClaims.Should().HaveCount(foreign.PrivateClaims.Count);
    }

    [Test]
    public async Task A_foreign_token_with_deep_claim_names_is_read()
    {
        await using var service = Named();
        var name = string.Join('/', Enumerable.Repeat("x", 2000));

        var token = service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload($",\"https://example.com/{name}\":1")));

        token.PublicClaims[name].GetInt32().Should().Be(1);
    }

    [Test]
    public async Task Public_claims_nest_as_deep_as_they_are_rebuilt()
    {
        await using var service = Named();

        var token = service.Read(service.Jwt.CreateAccessToken("alice", Public(32)));
        var deeper = () => service.Jwt.CreateAccessToken("alice", Public(33));

        token.PublicClaims["x"].GetRawText().Should().Contain("[[");
        token.RawData.EnumerateObject().Count(claim => claim.Name.StartsWith("https://", StringComparison.Ordinal)).Should().Be(1);
        deeper.Should().Throw<ArgumentException>().WithMessage("*more than 32 levels*");
    }

    private static TokenDescriptor Public(int levels)
    {
        JsonNode value = new JsonArray();
        for (var i = 0; i < 62; i++)
            value = new JsonArray(value);
        for (var i = 0; i < levels; i++)
            value = new JsonObject { ["x"] = value };
        return new TokenDescriptor { PublicClaims = (JsonObject)value };
    }

    [Test]
    public async Task A_descriptor_from_a_token_issues_the_same_token_again_but_not_fresh()
    {
        await using var service = Named();
        var descriptor = Descriptor with { Role = "admin", Scopes = ["read"], Fresh = true };
        var first = service.Read(service.Jwt.CreateTokenPair("alice", descriptor).RefreshToken, TokenType.Refresh);
        service.Time.Advance(TimeSpan.FromMinutes(5));

        var second = service.Read(service.Jwt.CreateAccessToken("alice", TokenDescriptor.From(first)));

        second.Role.Should().Be("admin");
        second.Scopes.Should().Equal("read");
        second.Fresh.Should().BeFalse();
        second.AuthTime.Should().Be(TestApp.Start);
        second.SessionId.Should().Be(first.SessionId);
        second.RawData.GetProperty("sst").GetInt64().Should().Be(TestApp.Start.ToUnixTimeMilliseconds());
        second.PublicClaims["address"].GetProperty("city").GetString().Should().Be("Ulm");
        second.PrivateClaims["seats"].GetInt32().Should().Be(3);
        second.RawData.GetProperty("department").GetArrayLength().Should().Be(2);
        second.Exp.Should().Be(TestApp.Start.AddMinutes(20));
    }

    [Test]
    public async Task A_pair_made_from_a_token_does_not_claim_that_credentials_were_proved()
    {
        await using var service = new TestService();
        var refresh = service.Read(service.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);

        var pair = service.Jwt.CreateTokenPair("alice", TokenDescriptor.From(refresh));

        service.Read(pair.AccessToken).AuthTime.Should().BeNull();
        service.Read(pair.RefreshToken, TokenType.Refresh).SessionId.Should().Be(refresh.SessionId);
    }

    [Test]
    public async Task Another_session_given_to_a_descriptor_from_a_token_is_as_old_as_the_token()
    {
        await using var service = new TestService();
        var first = service.Read(service.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);
        service.Time.Advance(TimeSpan.FromMinutes(1));

        var descriptor = TokenDescriptor.From(first) with { SessionId = "other" };
        var second = service.Read(service.Jwt.CreateRefreshToken("alice", descriptor), TokenType.Refresh);

        second.RawData.GetProperty("sst").GetInt64().Should().Be(TestApp.Start.ToUnixTimeMilliseconds());
    }

    private static TestService Named() => new(cfg =>
    {
        cfg.PublicClaimNamespace = "https://example.com/";
        cfg.PrivateClaimPrefix = "app";
    });
}
