using System.Security.Claims;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Tokens;

/// <summary>Roles in a member of an object, as Keycloak writes them, and in a claim whose name looks like a path.</summary>
public sealed class RoleClaimTests
{
    private const string Nested = "/realm_access/roles";

    [TestCase("role", ",\"role\":\"ADMIN\"")]
    [TestCase("https://example.com/roles", ",\"https://example.com/roles\":[\"ADMIN\"]")]
    [TestCase("urn:example.com:roles", ",\"urn:example.com:roles\":[\"ADMIN\"]")]
    [TestCase("cognito:groups", ",\"cognito:groups\":[\"ADMIN\"]")]
    [TestCase("/role", ",\"role\":[\"ADMIN\"]")]
    [TestCase("/my.roles", ",\"my.roles\":[\"ADMIN\"]")]
    [TestCase("/realm_access~1roles", ",\"realm_access/roles\":[\"ADMIN\"]")]
    [TestCase("/~1a~0b~01", ",\"/a~b~1\":[\"ADMIN\"]")]
    [TestCase(Nested, ",\"realm_access\":{\"roles\":[\"ADMIN\"]}")]
    [TestCase(Nested, ",\"realm_access\":{\"roles\":\"ADMIN\"}")]
    [TestCase(Nested, ",\"realm_access\":{\"verify_caller\":true,\"x\":{\"roles\":[\"NO\"]},\"roles\":[\"ADMIN\"],\"y\":[[{}]]}")]
    [TestCase(Nested, ",\"realm_access\":{\"\\u0072oles\":[\"\\u0041DMIN\"]}")]
    [TestCase(Nested, ",\"realm\\u005faccess\":{\"roles\":[\"ADMIN\"]}")]
    [TestCase("/resource_access/my.app~1api/roles", ",\"resource_access\":{\"my.app/api\":{\"roles\":[\"ADMIN\"]}}")]
    [TestCase("/a/a/a/a", ",\"a\":{\"a\":{\"a\":{\"a\":\"ADMIN\"}}}")]
    [TestCase("/a/sub", ",\"a\":{\"sub\":\"ADMIN\"}")]
    public async Task Roles_are_read_where_the_option_says(string option, string member)
    {
        await using var service = new TestService(cfg => cfg.RoleClaim = option);

        var token = Read(service, member);

        token.Roles.Should().Equal("ADMIN");
        token.Role.Should().Be("ADMIN");
        TokenPrincipal.Of(token).IsInRole("ADMIN").Should().BeTrue();
        TokenPrincipal.Of(token).IsInRole("NO").Should().BeFalse();
    }

    // What an issuer lets its users write into their tokens must not become a role.
    [TestCase(Nested, ",\"realm_access.roles\":[\"ADMIN\"],\"realm_access/roles\":[\"ADMIN\"],\"/realm_access/roles\":[\"ADMIN\"]")]
    [TestCase(Nested, ",\"roles\":[\"ADMIN\"],\"role\":[\"ADMIN\"],\"user_metadata\":{\"realm_access\":{\"roles\":[\"ADMIN\"]}}")]
    [TestCase(Nested, ",\"realm_access\":{\"x\":{\"roles\":[\"ADMIN\"]},\"realm_access\":{\"roles\":[\"ADMIN\"]},\"Roles\":[\"ADMIN\"]}")]
    [TestCase(Nested, ",\"realm_access\":{},\"Realm_Access\":{\"roles\":[\"ADMIN\"]}")]
    [TestCase("/my.roles", ",\"my\":{\"roles\":[\"ADMIN\"]}")]
    [TestCase("https://example.com/roles", ",\"https://example\":{\"com/roles\":\"ADMIN\"},\"https:\":{\"roles\":\"ADMIN\"}")]
    public async Task Roles_are_read_nowhere_else(string option, string member)
    {
        await using var service = new TestService(cfg =>
        {
            cfg.RoleClaim = option;
            cfg.MapInboundClaims = true;
        });

        var token = Read(service, member);

        token.Roles.Should().BeEmpty();
        token.Role.Should().BeNull();
        var principal = TokenPrincipal.Of(token);
        principal.IsInRole("ADMIN").Should().BeFalse();
        principal.FindAll(ClaimTypes.Role).Should().BeEmpty();
        principal.Claims.Should().NotContain(claim => claim.Type == ((ClaimsIdentity)principal.Identity!).RoleClaimType);
    }

    [TestCase("\"realm_access\":\"ADMIN\"")]
    [TestCase("\"realm_access\":[\"ADMIN\"]")]
    [TestCase("\"realm_access\":[{\"roles\":[\"ADMIN\"]}]")]
    [TestCase("\"realm_access\":null")]
    [TestCase("\"realm_access\":1")]
    [TestCase("\"realm_access\":{\"roles\":null}")]
    [TestCase("\"realm_access\":{\"roles\":{\"0\":\"ADMIN\"}}")]
    [TestCase("\"realm_access\":{\"roles\":[\"ADMIN\",1]}")]
    [TestCase("\"realm_access\":{\"roles\":[[\"ADMIN\"]]}")]
    [TestCase("\"realm_access\":{\"roles\":\"\\ud800\"}")]
    [TestCase("\"realm_access\":{\"x\":\"\\ud800\"}")]
    [TestCase("\"realm_access\":{\"\\ud800\":1}")]
    [TestCase("\"realm_access\":{\"roles\":[\"USER\"],\"roles\":[\"ADMIN\"]}")]
    [TestCase("\"realm_access\":{\"roles\":[\"USER\"],\"\\u0072oles\":[\"ADMIN\"]}")]
    [TestCase("\"realm_access\":{\"x\":1,\"x\":2}")]
    [TestCase("\"realm_access\":{\"roles\":[\"USER\"]},\"realm_access\":{\"roles\":[\"ADMIN\"]}")]
    [TestCase("\"realm_access\":{\"roles\":[\"USER\"]},\"realm\\u005faccess\":{\"roles\":[\"ADMIN\"]}")]
    public async Task An_object_of_another_form_refuses_the_token(string member)
    {
        await using var service = new TestService(cfg => cfg.RoleClaim = Nested);

        service.ReadRefused(TokenForge.Sign(TokenForge.Header, TokenForge.Payload("," + member))).Should().Be(JwtErrorCode.TokenMalformed);
        Read(service, ",\"realm_access\":{\"roles\":[\"USER\"]}").Roles.Should().Equal("USER");
    }

    [Test]
    public async Task The_claims_behind_the_object_are_read()
    {
        await using var service = new TestService(cfg => cfg.RoleClaim = Nested);
        const string roles = ",\"realm_access\":{\"roles\":[\"ADMIN\"],\"x\":{\"y\":[1,{\"z\":2}]}}";

        var token = Read(service, roles + ",\"jti\":\"j\",\"sid\":\"s\",\"scope\":\"a b\"");

        (token.Jti, token.SessionId).Should().Be(("j", "s"));
        token.Scopes.Should().Equal("a", "b");
        service.ReadRefused(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(roles + ",\"sub\":\"bob\"")))
            .Should().Be(JwtErrorCode.TokenMalformed);
    }

    [Test]
    public async Task Many_members_are_read_without_a_duplicate_escaping()
    {
        await using var service = new TestService(cfg => cfg.RoleClaim = Nested);
        var members = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"m{i}\":{i}"));

        Read(service, $",\"realm_access\":{{{members},\"roles\":[\"ADMIN\"]}}").Roles.Should().Equal("ADMIN");
        service.ReadRefused(TokenForge.Sign(
            TokenForge.Header, TokenForge.Payload($",\"realm_access\":{{{members},\"roles\":[\"ADMIN\"],\"m7\":1}}")))
            .Should().Be(JwtErrorCode.TokenMalformed);
    }

    [TestCase(Nested, "\"realm_access\":{\"roles\":\"ADMIN\"}", "\"realm_access\":{\"roles\":[\"A\",\"B\"]}")]
    [TestCase("/a/b~1c/d/e", "\"a\":{\"b/c\":{\"d\":{\"e\":\"ADMIN\"}}}", "\"a\":{\"b/c\":{\"d\":{\"e\":[\"A\",\"B\"]}}}")]
    [TestCase("/my.roles", "\"my.roles\":\"ADMIN\"", "\"my.roles\":[\"A\",\"B\"]")]
    [TestCase("https://example.com/roles", "\"https://example.com/roles\":\"ADMIN\"", "\"https://example.com/roles\":[\"A\",\"B\"]")]
    public async Task Roles_are_written_where_they_are_read(string option, string one, string several)
    {
        await using var service = new TestService(cfg => cfg.RoleClaim = option);

        var first = service.Jwt.CreateAccessToken("alice", "ADMIN");
        var second = service.Jwt.CreateAccessToken("alice", new TokenDescriptor { Role = "A", Roles = ["B", "A"], Scopes = ["s"] });
        var none = service.Jwt.CreateAccessToken("alice");

        TokenForge.DecodePart(first, 1).Should().Contain(one);
        TokenForge.DecodePart(second, 1).Should().Contain(several);
        TokenForge.DecodePart(none, 1).Should().NotContain($"\"{RoleClaim.Parse(option).Root}\":");
        service.Read(first).Roles.Should().Equal("ADMIN");
        service.Read(second).Should().Match<Token>(token => token.Roles.SequenceEqual(new[] { "A", "B" }) && token.Scopes[0] == "s");
        service.Read(none).Roles.Should().BeEmpty();
    }

    [Test]
    public async Task The_claim_that_the_path_begins_with_is_the_packages_own()
    {
        await using var service = new TestService(cfg => cfg.RoleClaim = Nested);
        TokenDescriptor[] collisions =
        [
            new() { Claims = new() { ["realm_access"] = new JsonObject { ["roles"] = "ADMIN" } } },
            new() { PublicClaims = new() { ["realm_access"] = 1 }, Role = "USER" },
            new() { PrivateClaims = new() { ["realm_access"] = 1 } },
        ];

        foreach (var collision in collisions)
        {
            service.Jwt.Invoking(jwt => jwt.CreateAccessToken("alice", collision)).Should().Throw<ArgumentException>()
                .WithMessage("*'realm_access' is reserved*");
        }

        // A public claim that nests is flattened, and another claim.
        var beside = new TokenDescriptor { PublicClaims = new() { ["realm_access"] = new JsonObject { ["roles"] = "ADMIN" } } };
        service.Read(service.Jwt.CreateAccessToken("alice", beside)).Roles.Should().BeEmpty();
        var other = new TokenDescriptor { Role = "USER", Claims = new() { ["resource_access"] = new JsonObject() } };
        service.Read(service.Jwt.CreateAccessToken("alice", other)).Roles.Should().Equal("USER");
    }

    [Test]
    public async Task A_descriptor_of_a_token_has_the_roles_and_the_other_claims()
    {
        await using var service = new TestService(cfg => cfg.RoleClaim = Nested);
        var token = Read(service, ",\"realm_access\":{\"roles\":[\"A\",\"B\"]},\"email\":\"a@example.com\",\"role\":\"C\"");

        foreach (var descriptor in new[] { TokenDescriptor.From(token), TokenDescriptor.From(TokenPrincipal.Of(token)) })
        {
            var copy = service.Read(service.Jwt.CreateAccessToken("alice", descriptor));

            copy.Roles.Should().Equal("A", "B");
            copy.GetString("email").Should().Be("a@example.com");
        }

        token.RawData.GetProperty("realm_access").GetProperty("roles").GetArrayLength().Should().Be(2);
        token.PublicClaims.Keys.Should().BeEquivalentTo("email", "role");
    }

    [Test]
    public async Task Requirements_policies_and_handlers_see_the_roles()
    {
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.MapGet("/admin", static (ClaimsPrincipal user) => user.FindFirst("role")!.Value)
                    .RequireJwt(static jwt => jwt.Allow("ADMIN"));
                routes.MapGet("/not-banned", static () => "fine").RequireJwt(static jwt => jwt.Deny("BANNED"));
                routes.MapGet("/policy", static () => "fine").RequireAuthorization(static policy => policy.RequireRole("ADMIN"));
                routes.MapJwtRefresh();
            },
            static cfg => cfg.RoleClaim = Nested,
            static builder => builder.Services.AddJwtExtended());
        var (admin, user, banned) = (Issue("ADMIN"), Issue("USER"), Issue("BANNED"));

        (await app.GetAsync("/admin", admin.AccessToken)).Should().BeOk("ADMIN");
        (await app.GetAsync("/admin", user.AccessToken)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/policy", admin.AccessToken)).Should().BeOk("fine");
        (await app.GetAsync("/policy", user.AccessToken)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/not-banned", user.AccessToken)).Should().BeOk("fine");
        (await app.GetAsync("/not-banned", banned.AccessToken)).Should().BeRefused(JwtErrorCode.AccessDenied);
        using var refresh = await app.PostAsync("/refresh", ("Authorization", "Bearer " + admin.RefreshToken));
        (await app.GetAsync("/admin", (await SessionClient.ReadPairAsync(refresh)).Access)).Should().BeOk("ADMIN");

        TokenPair Issue(string role) => app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Role = role });
    }

    [Test]
    public async Task The_long_name_of_roles_is_mapped_too()
    {
        await using var service = new TestService(cfg =>
        {
            cfg.RoleClaim = Nested;
            cfg.MapInboundClaims = true;
        });

        var principal = TokenPrincipal.Of(Read(service, ",\"realm_access\":{\"roles\":[\"A\",\"B\"]}"));

        principal.FindAll(ClaimTypes.Role).Select(static claim => claim.Value).Should().Equal("A", "B");
        principal.FindAll("role").Select(static claim => claim.Value).Should().Equal("A", "B");
    }

    private static Token Read(TestService service, string members) =>
        service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(members)));
}
