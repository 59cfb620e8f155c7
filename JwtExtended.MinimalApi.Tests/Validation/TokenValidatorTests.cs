using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>The limits of the times, the cache, and which of several reasons a token is refused for.</summary>
public sealed class TokenValidatorTests
{
    [TestCase(0, 60, true)]
    [TestCase(0, 61, false)]
    [TestCase(300, 300, true)]
    [TestCase(300, 301, false)]
    public async Task A_token_may_be_issued_as_far_ahead_as_clocks_differ(int leeway, int ahead, bool accepted)
    {
        await using var service = new TestService(cfg => cfg.Leeway = TimeSpan.FromSeconds(leeway));
        var now = TokenForge.Now;

        service.Jwt.TryRead(TokenForge.Sign(TokenForge.Header, Payload(now + ahead, now + 1000)), out _, out _).Should().Be(accepted);
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public async Task A_token_may_live_as_long_as_the_maximum_lifetime(int more, bool accepted)
    {
        await using var service = new TestService(cfg => cfg.MaxTokenLifetime = cfg.RefreshTokenExpires = TimeSpan.FromHours(1));
        var issued = TokenForge.Now - 10;
        var text = TokenForge.Sign(TokenForge.Header, Payload(issued, issued + 3600 + more));

        service.Jwt.TryRead(text, out _, out _).Should().Be(accepted);
    }

    [Test]
    public async Task A_token_that_does_not_expire_is_valid_where_that_is_allowed([Values] bool allowed)
    {
        await using var service = new TestService(cfg => cfg.AllowNonExpiringTokens = allowed);
        var text = TokenForge.Sign(
            TokenForge.Header, $$"""{"iss":"TestApp","aud":"TestApp","sub":"alice","jti":"j","iat":{{TokenForge.Now}}}""");

        service.Jwt.TryRead(text, out var token, out _).Should().Be(allowed);

        (token?.Exp).Should().BeNull();
    }

    [Test]
    public async Task A_token_that_is_not_valid_yet_stays_cached()
    {
        await using var service = new TestService(cfg => cfg.Leeway = TimeSpan.FromMinutes(2));
        var token = service.Jwt.CreateAccessToken("alice", new TokenDescriptor { NotBefore = TestApp.Start.AddMinutes(1) });
        service.Read(token);
        service.Time.AdjustTime(TestApp.Start.AddMinutes(-2));

        service.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);

        service.Jwt.Runtime.Cache!.Count.Should().Be(1);
    }

    [Test]
    public async Task A_cached_token_is_removed_when_it_is_found_expired()
    {
        await using var service = new TestService();
        var token = service.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromSeconds(30) });
        service.Read(token);
        // Sooner than the next sweep.
        service.Time.Advance(TimeSpan.FromSeconds(30));

        service.ReadRefused(token).Should().Be(JwtErrorCode.TokenExpired);

        service.Jwt.Runtime.Cache!.Count.Should().Be(0);
    }

    [Test]
    public async Task A_cached_access_token_is_not_accepted_as_a_refresh_token()
    {
        await using var service = new TestService();
        var token = service.Jwt.CreateAccessToken("alice");
        service.Read(token);

        service.ReadRefused(token, TokenType.Refresh).Should().Be(JwtErrorCode.TokenType);
    }

    [Test]
    public async Task A_part_of_a_text_is_validated_and_cached_by_itself()
    {
        await using var service = new TestService();
        var text = service.Jwt.CreateAccessToken("alice");
        var validator = service.Jwt.Runtime.Validator;

        validator.Validate($"Bearer {text}".AsSpan(7), null, TokenTypes.Access).TryGet(out var first, out _).Should().BeTrue();
        validator.Validate(text, TokenTypes.Access).TryGet(out var second, out var refusal).Should().BeTrue();

        first!.RawJwt.Should().Be(text);
        second.Should().BeSameAs(first);
        refusal.Should().BeNull();
    }

    [Test]
    public async Task The_text_of_an_accepted_token_is_not_copied()
    {
        await using var service = new TestService();
        var text = service.Jwt.CreateAccessToken("alice");

        service.Read(text).RawJwt.Should().BeSameAs(text);
    }

    [Test]
    public async Task A_token_of_either_type_is_valid_where_both_are_accepted()
    {
        await using var service = new TestService();
        var validator = service.Jwt.Runtime.Validator;

        foreach (var text in new[] { service.Jwt.CreateAccessToken("alice"), service.Jwt.CreateRefreshToken("alice") })
            validator.Validate(text, TokenTypes.Any).TryGet(out _, out _).Should().BeTrue();
        service.Jwt.Runtime.Cache!.Count.Should().Be(1, "a refresh token is never cached");
    }

    [TestCase("not JSON")]
    [TestCase("""{"sub":7}""")]
    public async Task A_payload_is_not_parsed_before_its_signature_is_verified(string payload)
    {
        await using var service = new TestService();
        var (header, encoded) = (TokenForge.Encode(TokenForge.Header), TokenForge.Encode(payload));

        service.ReadRefused(TokenForge.Sign(header, encoded, new byte[32])).Should().Be(JwtErrorCode.TokenInvalid);
        service.ReadRefused(TokenForge.SignEncoded(header, encoded)).Should().Be(JwtErrorCode.TokenMalformed);
    }

    [Test]
    public async Task A_token_that_lived_too_long_is_invalid_and_not_merely_expired()
    {
        await using var service = new TestService();
        var now = TokenForge.Now;
        var text = TokenForge.Sign(TokenForge.Header, Payload(now - 3 * 365 * 86_400L, now - 1));

        service.ReadRefused(text).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [TestCase("""{"alg":"HS256","typ":"JWT"}""", "JWT")]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","kid":"another"}""", "another")]
    [TestCase("""{"alg":"HS256"}""", null)]
    public async Task A_refusal_for_the_header_contains_its_value(string header, string? clientValue)
    {
        await using var service = new TestService();

        var refusal = Refuse(service, TokenForge.Sign(header, TokenForge.Payload()));

        refusal.ClientValue.Should().Be(clientValue);
    }

    [Test]
    public async Task A_refusal_for_an_algorithm_that_is_not_the_one_of_the_key_contains_it_and_is_suspicious()
    {
        await using var service = new TestService();
        var header = $$"""{"alg":"HS512","typ":"at+jwt","kid":"{{service.Jwt.Keys.Signing.Kid}}"}""";

        var refusal = Refuse(service, TokenForge.Sign(header, TokenForge.Payload()));

        (refusal.ClientValue, refusal.Suspicious).Should().Be(("HS512", true));
    }

    [Test]
    public async Task A_refusal_for_another_issuer_contains_it()
    {
        await using var service = new TestService();
        var payload = TokenForge.Payload().Replace("\"iss\":\"TestApp\"", "\"iss\":\"Other\"", StringComparison.Ordinal);

        var refusal = Refuse(service, TokenForge.Sign(TokenForge.Header, payload));

        refusal.ClientValue.Should().Be("Other");
    }

    [Test]
    public void The_default_outcome_has_neither_a_token_nor_a_refusal()
    {
        default(Outcome<Token>).TryGet(out var token, out var refusal).Should().BeFalse();

        (token, refusal).Should().Be((null, null));
    }

    [TestCase(8)]
    [TestCase(600)]
    [TestCase(900)]
    [TestCase(4000)]
    public async Task A_token_of_any_length_is_verified(int length)
    {
        await using var service = new TestService();
        var descriptor = new TokenDescriptor { Claims = new() { ["x"] = new string('x', length) } };

        var token = service.Read(service.Jwt.CreateAccessToken("alice", descriptor));

        token.GetString("x").Should().HaveLength(length);
        service.ReadRefused(token.RawJwt[..^8] + "AAAAAAAA").Should().Be(JwtErrorCode.TokenInvalid);
    }

    private static Refusal Refuse(TestService service, string text)
    {
        service.Jwt.Runtime.Validator.Validate(text, TokenTypes.Access).TryGet(out _, out var refusal).Should().BeFalse();
        return refusal!;
    }

    private static string Payload(long iat, long exp) =>
        $$"""{"iss":"TestApp","aud":"TestApp","sub":"alice","jti":"j","iat":{{iat}},"exp":{{exp}}}""";
}
