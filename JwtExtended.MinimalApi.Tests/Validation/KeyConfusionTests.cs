using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>A token is verified with the keys of its own type, and with their algorithm.</summary>
public sealed class KeyConfusionTests
{
    private const string TicketPayload = """{"iss":"TestApp","aud":"TestApp#ticket","sub":"alice","jti":"j",""";

    private readonly TestService _service = new();

    private string RingKid => Signing.Kid;

    private string Ticket => $$"""
        {{TicketPayload}}"iat":{{TokenForge.Now}},"exp":{{TokenForge.Now + 30}},"ticket":" parent {{Signing.Fingerprint}} GET /x"}
        """;

    private JwtKey Signing => _service.Jwt.Keys.Signing;

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    [Test]
    public void An_access_token_signed_with_the_service_key_is_refused()
    {
        string[] headers = [Header("at+jwt", TokenForge.ServiceKid), Header("at+jwt", RingKid), TokenForge.Header];
        var payload = TokenForge.Payload();

        headers.Should().AllSatisfy(header =>
            _service.ReadRefused(TokenForge.SignService(header, payload)).Should().Be(JwtErrorCode.TokenInvalid));
        headers[1..].Should().AllSatisfy(header => _service.Read(TokenForge.Sign(header, payload)));
    }

    [TestCase("rt+jwt", "Refresh")]
    [TestCase("ticket+jwt", "Ticket")]
    public void A_refresh_token_or_ticket_signed_with_the_key_of_access_tokens_is_refused(string typ, string name)
    {
        var type = Enum.Parse<TokenTypes>(name);
        string[] headers = [Header(typ, RingKid), Header(typ, TokenForge.ServiceKid), $$"""{"alg":"HS256","typ":"{{typ}}"}"""];
        var payload = type == TokenTypes.Refresh ? TokenForge.RefreshPayload() : Ticket;

        headers.Should().AllSatisfy(header =>
            Refuse(TokenForge.Sign(header, payload), type).Code.Should().Be(JwtErrorCode.TokenInvalid));
        _service.Jwt.Runtime.Validator.Validate(TokenForge.SignService(headers[1], payload), type).Value.Should().NotBeNull();
    }

    [TestCase("rt+jwt")]
    [TestCase("RT+JWT")]
    [TestCase("application/rt+jwt")]
    public void A_refresh_token_names_its_key(string typ)
    {
        var payload = TokenForge.RefreshPayload();

        _service.ReadRefused(TokenForge.SignService($$"""{"alg":"HS256","typ":"{{typ}}"}""", payload), TokenType.Refresh)
            .Should().Be(JwtErrorCode.TokenInvalid);
        _service.Read(TokenForge.SignService(Header(typ, TokenForge.ServiceKid), payload), TokenType.Refresh);
    }

    [TestCase("HS384")]
    [TestCase("HS512")]
    [TestCase("RS256")]
    public void A_service_key_has_one_algorithm(string alg)
    {
        var header = TokenForge.RefreshHeader.Replace("HS256", alg, StringComparison.Ordinal);
        var input = $"{TokenForge.Encode(header)}.{TokenForge.Encode(TokenForge.RefreshPayload())}";
        var bytes = Encoding.UTF8.GetBytes(input);
        var secret = TokenForge.ServiceSecret;
        var signature = alg == "HS512" ? HMACSHA512.HashData(secret, bytes) : HMACSHA384.HashData(secret, bytes);

        var refusal = Refuse($"{input}.{Base64Url.EncodeToString(signature)}", TokenTypes.Refresh);

        (refusal.Code, refusal.Suspicious).Should().Be((JwtErrorCode.TokenInvalid, true));
        refusal.Reason.Should().Contain("alg");
    }

    [Test]
    public void A_key_of_another_type_is_suspicious_and_an_unknown_one_is_not()
    {
        var refresh = TokenForge.Sign(Header("rt+jwt", RingKid), TokenForge.RefreshPayload());
        var access = TokenForge.SignService(Header("at+jwt", TokenForge.ServiceKid), TokenForge.Payload());
        var unknown = TokenForge.SignService(Header("rt+jwt", "unknown"), TokenForge.RefreshPayload());

        Refuse(refresh, TokenTypes.Refresh).Should().Match<Refusal>(refusal => refusal.Suspicious && refusal.ClientValue == RingKid);
        Refuse(access, TokenTypes.Access).Suspicious.Should().BeTrue();
        Refuse(unknown, TokenTypes.Refresh).Suspicious.Should().BeFalse();
    }

    [Test]
    public void A_refresh_token_is_not_accepted_as_an_access_token_with_its_signature_or_another_type()
    {
        var refresh = _service.Jwt.CreateRefreshToken("alice");
        var parts = refresh.Split('.');

        _service.ReadRefused($"{TokenForge.Encode(Header("at+jwt", TokenForge.ServiceKid))}.{parts[1]}.{parts[2]}")
            .Should().Be(JwtErrorCode.TokenInvalid);
        _service.ReadRefused(refresh).Should().Be(JwtErrorCode.TokenType);
        _service.Read(refresh, TokenType.Refresh);
    }

    [Test]
    public async Task Where_access_tokens_have_a_key_pair_neither_its_private_nor_its_public_part_signs_refresh_tokens()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var service = new TestService(
            cfg => cfg.PrivateKey = pair.ExportPkcs8PrivateKeyPem(), builder => builder.Configuration["Jwt:SecretKey"] = null);
        var kid = service.Jwt.Keys.Signing.Kid;
        var payload = TokenForge.Encode(TokenForge.RefreshPayload());
        var signed = TokenForge.Encode($$"""{"alg":"ES256","typ":"rt+jwt","kid":"{{kid}}"}""");
        var keyed = TokenForge.Encode(Header("rt+jwt", kid));
        var signature = pair.SignData(Encoding.UTF8.GetBytes($"{signed}.{payload}"), HashAlgorithmName.SHA256);

        service.ReadRefused($"{signed}.{payload}.{Base64Url.EncodeToString(signature)}", TokenType.Refresh)
            .Should().Be(JwtErrorCode.TokenInvalid);
        service.ReadRefused(TokenForge.Sign(keyed, payload, pair.ExportSubjectPublicKeyInfo()), TokenType.Refresh)
            .Should().Be(JwtErrorCode.TokenInvalid);
        service.Read(service.Jwt.CreateRefreshToken("alice"), TokenType.Refresh);
    }

    private static string Header(string typ, string kid) => $$"""{"alg":"HS256","typ":"{{typ}}","kid":"{{kid}}"}""";

    private Refusal Refuse(string text, TokenTypes accepted) =>
        _service.Jwt.Runtime.Validator.Validate(text, accepted).Refusal!;
}
