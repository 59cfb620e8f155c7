using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>The limits of time, and which of several reasons a token is refused for.</summary>
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
    public async Task A_token_may_live_as_long_as_the_longest_lifetime(int more, bool accepted)
    {
        await using var service = new TestService(cfg => cfg.MaxTokenLifetime = cfg.RefreshTokenExpires = TimeSpan.FromHours(1));
        var now = TokenForge.Now;

        service.Jwt.TryRead(TokenForge.Sign(TokenForge.Header, Payload(now - 10, now - 10 + 3600 + more)), out _, out _).Should().Be(accepted);
    }

    [Test]
    public async Task A_token_that_never_expires_is_read_where_that_is_allowed([Values] bool allowed)
    {
        await using var service = new TestService(cfg => cfg.AllowNonExpiringTokens = allowed);
        var text = TokenForge.Sign(TokenForge.Header, $$"""{"iss":"TestApp","aud":"TestApp","sub":"alice","iat":{{TokenForge.Now}}}""");

        service.Jwt.TryRead(text, out var token, out _).Should().Be(allowed);

        (token?.Exp).Should().BeNull();
    }

    [Test]
    public async Task A_token_that_is_not_valid_yet_stays_remembered()
    {
        await using var service = new TestService(cfg => cfg.Leeway = TimeSpan.FromMinutes(2));
        var token = service.Jwt.CreateAccessToken("alice", new TokenDescriptor { NotBefore = TestApp.Start.AddMinutes(1) });
        service.Read(token);
        service.Time.AdjustTime(TestApp.Start.AddMinutes(-2));

        service.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);

        service.Jwt.Runtime.Cache!.Count.Should().Be(1);
    }

    [Test]
    public async Task A_remembered_token_is_forgotten_when_it_is_found_expired()
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
    public async Task A_remembered_token_is_no_answer_to_a_question_for_refresh_tokens()
    {
        await using var service = new TestService();
        var token = service.Jwt.CreateAccessToken("alice");
        service.Read(token);

        service.ReadRefused(token, TokenType.Refresh).Should().Be(JwtErrorCode.TokenType);
    }

    [Test]
    public async Task A_text_that_is_a_part_of_another_is_read_and_remembered_as_itself()
    {
        await using var service = new TestService();
        var text = service.Jwt.CreateAccessToken("alice");
        var reader = service.Jwt.Runtime.Validator;

        reader.Read($"Bearer {text}".AsSpan(7), null, TokenTypes.Access).TryGetToken(out var first, out _).Should().BeTrue();
        reader.Read(text, TokenTypes.Access).TryGetToken(out var second, out var refusal).Should().BeTrue();

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
    public async Task A_token_of_either_type_is_read_where_both_are_asked_for()
    {
        await using var service = new TestService();
        var reader = service.Jwt.Runtime.Validator;

        foreach (var text in new[] { service.Jwt.CreateAccessToken("alice"), service.Jwt.CreateRefreshToken("alice") })
            reader.Read(text, TokenTypes.Any).TryGetToken(out _, out _).Should().BeTrue();
        service.Jwt.Runtime.Cache!.Count.Should().Be(1, "a refresh token is never remembered");
    }

    [TestCase("no JSON")]
    [TestCase("""{"sub":7}""")]
    public async Task Nothing_of_a_payload_is_read_before_its_signature_holds(string payload)
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

        service.ReadRefused(TokenForge.Sign(TokenForge.Header, Payload(now - 3 * 365 * 86_400L, now - 1))).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [TestCase("""{"alg":"HS256","typ":"JWT"}""", "JWT")]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","kid":"another"}""", "another")]
    [TestCase("""{"alg":"HS256"}""", null)]
    public async Task The_log_learns_what_the_header_said(string header, string? foreign)
    {
        await using var service = new TestService();

        service.Jwt.Runtime.Validator.Read(TokenForge.Sign(header, TokenForge.Payload()), TokenTypes.Access).TryGetToken(out _, out var refusal).Should().BeFalse();

        refusal!.Foreign.Should().Be(foreign);
    }

    [Test]
    public async Task The_log_learns_of_an_algorithm_that_is_not_the_one_of_the_key()
    {
        await using var service = new TestService();
        var kid = service.Jwt.Keys.Signing.Kid;

        service.Jwt.Runtime.Validator.Read(TokenForge.Sign($$"""{"alg":"HS512","typ":"at+jwt","kid":"{{kid}}"}""", TokenForge.Payload()), TokenTypes.Access).TryGetToken(out _, out var refusal).Should().BeFalse();

        (refusal!.Foreign, refusal.Suspicious).Should().Be(("HS512", true));
    }

    [Test]
    public async Task The_log_learns_the_issuer_of_a_token_of_somebody_else()
    {
        await using var service = new TestService();

        service.Jwt.Runtime.Validator.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload().Replace("\"iss\":\"TestApp\"", "\"iss\":\"Other\"", StringComparison.Ordinal)), TokenTypes.Access).TryGetToken(out _, out var refusal).Should().BeFalse();

        refusal!.Foreign.Should().Be("Other");
    }

    [Test]
    public void A_result_that_was_never_made_is_no_token()
    {
        default(ValidationResult).TryGetToken(out var token, out var refusal).Should().BeFalse();

        (token, refusal).Should().Be((null, null));
    }

    [TestCase(8)]
    [TestCase(600)]
    [TestCase(900)]
    [TestCase(4000)]
    public async Task A_token_of_any_length_is_verified(int length)
    {
        await using var service = new TestService();

        var token = service.Read(service.Jwt.CreateAccessToken("alice", new TokenDescriptor { Claims = new() { ["x"] = new string('x', length) } }));

        token.GetString("x").Should().HaveLength(length);
        service.ReadRefused(token.RawJwt[..^8] + "AAAAAAAA").Should().Be(JwtErrorCode.TokenInvalid);
    }

    private static string Payload(long iat, long exp) => $$"""{"iss":"TestApp","aud":"TestApp","sub":"alice","iat":{{iat}},"exp":{{exp}}}""";
}
