using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Validation;

public sealed class TokenTypeTests
{
    [Test]
    public async Task An_access_token_is_not_a_refresh_token_and_vice_versa()
    {
        await using var service = new TestService();
        var access = service.Jwt.CreateAccessToken("alice");
        var refresh = service.Jwt.CreateRefreshToken("alice");

        service.Read(access).Type.Should().Be(TokenType.Access);
        service.Read(refresh, TokenType.Refresh).Type.Should().Be(TokenType.Refresh);
        service.ReadRefused(access, TokenType.Refresh).Should().Be(JwtErrorCode.TokenType);
        service.ReadRefused(refresh).Should().Be(JwtErrorCode.TokenType);
    }

    [Test]
    public async Task A_refresh_token_must_have_the_audience_of_refresh_tokens_even_where_audiences_are_not_checked()
    {
        await using var service = new TestService(cfg => cfg.ValidateAudience = false);
        var wrong = TokenForge.SignService(TokenForge.RefreshHeader, TokenForge.Payload());
        var right = TokenForge.SignService(TokenForge.RefreshHeader, TokenForge.RefreshPayload());

        service.ReadRefused(wrong, TokenType.Refresh).Should().Be(JwtErrorCode.TokenInvalid);
        service.Read(right, TokenType.Refresh);
    }

    [Test]
    public async Task Without_an_issuer_refresh_tokens_still_have_an_audience_of_their_own()
    {
        await using var service = new TestService(cfg =>
        {
            cfg.Issuer = "";
            cfg.ValidateIssuer = false;
        });

        var token = service.Read(service.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);

        token.Iss.Should().BeNull();
        token.Aud.Should().Equal("urn:jwt-extended:refresh");
    }

    [Test]
    public async Task Issuer_and_audience_are_not_checked_where_that_is_switched_off()
    {
        await using var lax = new TestService(cfg => cfg.ValidateIssuer = cfg.ValidateAudience = false);
        await using var strict = new TestService();
        var foreign = lax.Jwt.CreateAccessToken("alice", new TokenDescriptor { Issuer = "elsewhere", Audience = ["a", "b"] });

        lax.Read(foreign).Aud.Should().Equal("a", "b");
        strict.ReadRefused(foreign).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task An_undefined_type_throws()
    {
        await using var service = new TestService();

        var read = () => service.Jwt.TryRead("x", out _, out _, (TokenType)7);

        read.Should().Throw<ArgumentOutOfRangeException>();
    }
}
