using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Issuing;

public sealed class TokenIssuerTests
{
    private readonly TestService _service = new();

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    [Test]
    public void An_access_token_has_the_claims_that_RFC_9068_requires()
    {
        var token = _service.Jwt.CreateAccessToken("alice");

        using var header = JsonDocument.Parse(TokenForge.DecodePart(token, 0));
        header.RootElement.GetProperty("alg").GetString().Should().Be("HS256");
        header.RootElement.GetProperty("typ").GetString().Should().Be("at+jwt");
        header.RootElement.GetProperty("kid").GetString().Should().MatchRegex("^[A-Za-z0-9_-]{16}$");
        using var payload = JsonDocument.Parse(TokenForge.DecodePart(token, 1));
        payload.RootElement.EnumerateObject().Select(claim => claim.Name)
            .Should().Equal("iss", "sub", "aud", "client_id", "iat", "exp", "jti");
        payload.RootElement.GetProperty("exp").GetInt64().Should().Be(TokenForge.Now + 900);
    }

    [Test]
    public void A_refresh_token_has_a_type_an_audience_and_a_session_of_its_own()
    {
        var token = _service.Read(_service.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);

        TokenForge.DecodePart(token.RawJwt, 0).Should().Contain("\"typ\":\"rt+jwt\"");
        token.Aud.Should().Equal("TestApp#refresh");
        token.SessionId.Should().MatchRegex("^[A-Za-z0-9_-]{22}$");
        token.RawData.GetProperty("sst").GetInt64().Should().Be(TokenForge.Now * 1000);
        token.Exp.Should().Be(TestApp.Start.AddDays(30));
        token.AuthTime.Should().BeNull();
    }

    [Test]
    public void A_pair_is_one_session()
    {
        var pair = _service.Jwt.CreateTokenPair("alice", new TokenDescriptor { Role = "admin", ExpiresIn = TimeSpan.FromMinutes(1) });

        var access = _service.Read(pair.AccessToken);
        var refresh = _service.Read(pair.RefreshToken, TokenType.Refresh);
        pair.ExpiresIn.Should().Be(60);
        pair.TokenType.Should().Be("Bearer");
        access.Exp.Should().Be(TestApp.Start.AddMinutes(1));
        refresh.Exp.Should().Be(TestApp.Start.AddDays(30));
        refresh.SessionId.Should().NotBeNull().And.Be(access.SessionId);
        refresh.Role.Should().Be("admin");
        refresh.Jti.Should().NotBe(access.Jti);
        (access.AuthTime, refresh.AuthTime).Should().Be((TestApp.Start, TestApp.Start));
        access.Fresh.Should().BeFalse();
    }

    [TestCase("Token", "Token")]
    [TestCase("", "Bearer")]
    public async Task The_type_of_a_pair_is_the_configured_prefix(string prefix, string type)
    {
        await using var service = new TestService(cfg => (cfg.HeaderName, cfg.HeaderPrefix) = ("X-Access-Token", prefix));

        service.Jwt.CreateTokenPair("alice").TokenType.Should().Be(type);
    }

    [Test]
    public void The_id_is_a_UUIDv7_of_this_moment()
    {
        _service.Time.Advance(TimeSpan.FromMilliseconds(123));

        var id = Guid.Parse(_service.Read(_service.Jwt.CreateAccessToken("alice")).Jti!);

        id.Version.Should().Be(7);
        id.Variant.Should().BeInRange(8, 11);
        var bytes = id.ToByteArray(bigEndian: true);
        (System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16).Should().Be(TestApp.Start.ToUnixTimeMilliseconds() + 123);
    }

    [Test]
    public void Every_property_of_a_descriptor_is_read_back()
    {
        var token = _service.Read(_service.Jwt.CreateAccessToken("alice", new TokenDescriptor
        {
            Role = "editor",
            Roles = ["author", "editor"],
            Scopes = ["read", "write"],
            Fresh = true,
            AuthTime = TestApp.Start.AddMinutes(-5),
            ExpiresIn = TimeSpan.FromSeconds(90.5),
            NotBefore = TestApp.Start,
            Audience = ["TestApp", "other"],
            SessionId = "my-session",
        }));

        token.Roles.Should().Equal("editor", "author");
        token.Role.Should().Be("editor");
        token.Scopes.Should().Equal("read", "write");
        token.Fresh.Should().BeTrue();
        token.AuthTime.Should().Be(TestApp.Start.AddMinutes(-5));
        token.Exp.Should().Be(TestApp.Start.AddSeconds(91));
        token.Nbf.Should().Be(TestApp.Start);
        token.Iat.Should().Be(TestApp.Start);
        token.Iss.Should().Be("TestApp");
        token.Aud.Should().Equal("TestApp", "other");
        token.SessionId.Should().Be("my-session");
        token.Kid.Should().NotBeNull();
    }

    [Test]
    public void One_role_is_a_string_and_several_are_an_array()
    {
        string PayloadOf(TokenDescriptor descriptor) => TokenForge.DecodePart(_service.Jwt.CreateAccessToken("alice", descriptor), 1);

        TokenForge.DecodePart(_service.Jwt.CreateAccessToken("alice", "admin"), 1).Should().Contain("\"role\":\"admin\"");
        PayloadOf(new TokenDescriptor { Roles = ["a", "b"] }).Should().Contain("\"role\":[\"a\",\"b\"]");
        PayloadOf(new TokenDescriptor { Roles = [] }).Should().NotContain("role");
    }

    [Test]
    public async Task Roles_are_in_the_configured_claim()
    {
        await using var service = new TestService(cfg => cfg.RoleClaim = "groups");

        var token = service.Read(service.Jwt.CreateAccessToken("alice", "admin"));

        token.GetString("groups").Should().Be("admin");
        token.Role.Should().Be("admin");
    }

    [Test]
    public void Identities_in_all_scripts_are_read_back_unchanged()
    {
        foreach (var identity in new[] { "Zoë Müller", "李雷", "a\"b\\c\n</script>", "😀", "\uFFFD" })
            _service.Read(_service.Jwt.CreateAccessToken(identity)).Identity.Should().Be(identity);
    }

    [Test]
    public void A_fresh_token_has_the_time_of_authentication_and_a_plain_one_does_not()
    {
        var fresh = _service.Read(_service.Jwt.CreateAccessToken("alice", fresh: true));
        var plain = _service.Read(_service.Jwt.CreateAccessToken("alice"));

        (fresh.Fresh, fresh.FreshUntil, fresh.AuthTime).Should().Be((true, null, TestApp.Start));
        (plain.Fresh, plain.FreshUntil, plain.AuthTime).Should().Be((false, null, null));
    }

    [Test]
    public void Freshness_for_a_time_ends_at_that_time()
    {
        var descriptor = new TokenDescriptor { Fresh = true, FreshFor = TimeSpan.FromSeconds(30) };

        var token = _service.Read(_service.Jwt.CreateAccessToken("alice", descriptor));

        token.FreshUntil.Should().Be(TestApp.Start.AddSeconds(30));
        _service.Time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        token.Fresh.Should().BeTrue();
        _service.Time.Advance(TimeSpan.FromTicks(1));
        token.Fresh.Should().BeFalse();
    }

    [Test]
    public void A_refresh_token_is_never_fresh()
    {
        var descriptor = new TokenDescriptor { Fresh = true, FreshFor = TimeSpan.FromHours(1) };

        var token = _service.Read(_service.Jwt.CreateRefreshToken("alice", descriptor), TokenType.Refresh);

        token.Fresh.Should().BeFalse();
        token.AuthTime.Should().Be(TestApp.Start);
    }

    [Test]
    public async Task A_pair_that_does_not_expire_has_no_lifetime_in_JSON()
    {
        await using var service = new TestService(
            cfg => (cfg.AllowNonExpiringTokens, cfg.SessionExpires) = (true, Timeout.InfiniteTimeSpan));

        var pair = service.Jwt.CreateTokenPair("alice", new TokenDescriptor { ExpiresIn = Timeout.InfiniteTimeSpan });

        pair.ExpiresIn.Should().Be(0);
        JsonSerializer.Serialize(pair).Should().NotContain("expires_in");
        service.Read(pair.RefreshToken, TokenType.Refresh).Exp.Should().NotBeNull();
    }
}
