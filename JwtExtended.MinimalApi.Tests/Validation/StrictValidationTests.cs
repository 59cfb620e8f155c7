using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>Every text that must be refused, next to the one that is accepted.</summary>
public sealed class StrictValidationTests
{
    private const JwtErrorCode Malformed = JwtErrorCode.TokenMalformed;
    private const JwtErrorCode Invalid = JwtErrorCode.TokenInvalid;
    private const JwtErrorCode WrongType = JwtErrorCode.TokenType;

    private readonly TestService _service = new();

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    [Test]
    public void A_token_of_another_library_with_the_same_key_is_accepted()
    {
        var token = _service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload()));

        token.Identity.Should().Be("alice");
    }

    [TestCase("""{"alg":"HS256","typ":"AT+JWT"}""")]
    [TestCase("""{"alg":"HS256","typ":"application/at+jwt"}""")]
    [TestCase("""{"typ":"at+jwt","alg":"HS256","cty":"x","jku":"https://evil.example","x5u":"https://evil.example"}""")]
    [TestCase("""{"typ":"at+jwt","alg":"HS256","cty":"x","jku":"https://evil.example","jwk":{"kty":"oct"},"x5c":["x"]}""")]
    public void A_header_is_accepted(string header) =>
        _service.Read(TokenForge.Sign(header, TokenForge.Payload())).Identity.Should().Be("alice");

    [TestCase("""{"alg":"none","typ":"at+jwt"}""", Invalid)]
    [TestCase("""{"alg":"None","typ":"at+jwt"}""", Invalid)]
    [TestCase("""{"alg":"HS512","typ":"at+jwt"}""", Invalid)]
    [TestCase("""{"alg":"RS256","typ":"at+jwt"}""", Invalid)]
    [TestCase("""{"alg":"hs256","typ":"at+jwt"}""", Invalid)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","kid":"another"}""", Invalid)]
    [TestCase("""{"alg":"HS256","typ":"JWT"}""", WrongType)]
    [TestCase("""{"alg":"HS256"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"rt+jwt"}""", WrongType)]
    [TestCase("""{"alg":"HS256","typ":"application/application/at+jwt"}""", WrongType)]
    [TestCase("""{"typ":"at+jwt"}""", Malformed)]
    [TestCase("""{"alg":256,"typ":"at+jwt"}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":1}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","kid":null}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","kid":"\ud800"}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","crit":["exp"]}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","crit":[]}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","b64":true}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","b64":false,"crit":["b64"]}""", Malformed)]
    [TestCase("""{"alg":"HS256","alg":"HS256","typ":"at+jwt"}""", Malformed)]
    [TestCase("""{"alg":"HS256","\u0061lg":"none","typ":"at+jwt"}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","x":1,"x":1}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","\u006bid2":"x"}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","x":[1,{"y":2}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt","x":""", Malformed)]
    [TestCase("""["alg","HS256"]""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt"}{}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt",}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt"/**/}""", Malformed)]
    [TestCase("""{"alg":"HS256","typ":"at+jwt" """, Malformed)]
    [TestCase("\uFEFF{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}", Malformed)]
    [TestCase("null", Malformed)]
    [TestCase("x", Malformed)]
    public void A_header_is_refused(string header, JwtErrorCode code) =>
        _service.ReadRefused(TokenForge.Sign(header, TokenForge.Payload())).Should().Be(code);

    [Test]
    public void A_header_that_is_not_UTF_8_is_refused() =>
        _service.ReadRefused(TokenForge.SignEncoded("eyL_Ijox", TokenForge.Encode(TokenForge.Payload()))).Should().Be(Malformed);

    [Test]
    public void A_header_with_many_members_is_refused_and_one_with_a_few_is_not()
    {
        string More(int members) => string.Concat(Enumerable.Range(0, members).Select(i => $",\"x{i}\":1"));
        string Header(int members) => $$"""{"alg":"HS256","typ":"at+jwt"{{More(members)}}}""";

        _service.Read(TokenForge.Sign(Header(14), TokenForge.Payload()));
        _service.ReadRefused(TokenForge.Sign(Header(15), TokenForge.Payload())).Should().Be(Malformed);
        _service.ReadRefused(TokenForge.Sign(Header(200), TokenForge.Payload())).Should().Be(Malformed);
    }

    [Test]
    public void A_header_with_many_values_is_refused_and_one_with_a_few_is_not()
    {
        string Header(int values) => $$"""{"alg":"HS256","typ":"at+jwt","x":[{{string.Join(',', Enumerable.Repeat("[]", values))}}]}""";

        _service.Read(TokenForge.Sign(Header(31), TokenForge.Payload()));
        _service.ReadRefused(TokenForge.Sign(Header(32), TokenForge.Payload())).Should().Be(Malformed);
    }

    [TestCase(""","x":"\ud800" """)]
    [TestCase(""","x":{"y":["\udc00"]}""")]
    [TestCase(""","x":{"\ud800":1}""")]
    [TestCase(""","x":[[{"y":"\ud800","z":1}]],"csrf":"c" """)]
    [TestCase(""","\ud800":1""")]
    public void A_lone_surrogate_is_refused_wherever_it_occurs(string more)
    {
        var wellFormed = more.Replace("\\ud800", "\\ud83d\\ude00").Replace("\\udc00", "a");

        _service.ReadRefused(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(more))).Should().Be(Malformed);
        _service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(wellFormed))).RawData.ToString().Should().NotBeEmpty();
    }

    [TestCase(""","exp2":1""")]
    [TestCase(""","nbf":1767268800""")]
    [TestCase(""","nbf":1767268799.5""")]
    [TestCase(""","a":{"b":{"c":[1,2,{}]}}""")]
    [TestCase(""","role":"admin","scope":"a b","fresh":false,"sid":"s","sst":1,"auth_time":1.5,"jti":"x","csrf":"c","client_id":"c" """)]
    public void A_payload_is_accepted(string more) =>
        _service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(more))).Identity.Should().Be("alice");

    [Test]
    public void A_payload_without_an_id_is_refused_with_the_reason()
    {
        var validator = _service.Jwt.Runtime.Validator;

        var refused = validator.Validate(TokenForge.Sign(TokenForge.Header, TokenForge.PayloadWithoutId()), TokenTypes.Access);
        var accepted = validator.Validate(
            TokenForge.Sign(TokenForge.Header, TokenForge.PayloadWithoutId(",\"jti\":\"1\"")), TokenTypes.Access);

        (refused.Refusal!.Code, refused.Refusal.Reason).Should().Be((Malformed, "The payload has no jti, or an empty one."));
        accepted.Value!.Jti.Should().Be("1");
    }

    [TestCase(""","sub":"mallory" """, Malformed)]
    [TestCase(""","\u0073ub":"mallory" """, Malformed)]
    [TestCase(""","x":1,"x":2""", Malformed)]
    [TestCase(""","nbf":"1" """, Malformed)]
    [TestCase(""","nbf":1767268801""", Invalid)]
    [TestCase(""","\u006ebf":1767268801""", Invalid)]
    [TestCase(""","role":7""", Malformed)]
    [TestCase(""","role":["a",7]""", Malformed)]
    [TestCase(""","scope":["a"]""", Malformed)]
    [TestCase(""","fresh":"yes" """, Malformed)]
    [TestCase(""","sid":1""", Malformed)]
    [TestCase(""","sst":"1" """, Malformed)]
    [TestCase(""","sst":1.5""", Malformed)]
    [TestCase(""","sst":-1""", Malformed)]
    [TestCase(""","auth_time":true""", Malformed)]
    [TestCase(""","jti":{}""", Malformed)]
    [TestCase(""","jti":"" """, Malformed)]
    [TestCase(""","client_id":7""", Malformed)]
    [TestCase(""","csrf":1""", Malformed)]
    [TestCase("}{", Malformed)]
    [TestCase(",", Malformed)]
    public void A_payload_is_refused(string more, JwtErrorCode code) =>
        _service.ReadRefused(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(more))).Should().Be(code);

    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":1767268801}""", null)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":["x","TestApp"],"iat":1767268800.25,"exp":1.767268801e9}""", null)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268860,"exp":1767268900}""", null)]
    [TestCase("""{"jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":1767268801}""", Malformed)]
    [TestCase("""{"sub":"","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":1767268801}""", Malformed)]
    [TestCase("""{"sub":7,"jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":1767268801}""", Malformed)]
    [TestCase("""{"sub":null,"jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":1767268801}""", Malformed)]
    [TestCase("""{"sub":"\udfff","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":1767268801}""", Malformed)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","exp":1767268801}""", Malformed)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":"now","exp":1767268801}""", Malformed)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":"1767268801"}""", Malformed)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":1e999}""", Malformed)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":99999999999999999999}""", Malformed)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":253402300800}""", Malformed)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":null}""", Malformed)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800}""", Invalid)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268861,"exp":1767268900}""", Invalid)]
    [TestCase("""{"sub":"a","jti":"j","iss":"Other","aud":"TestApp","iat":1767268800,"exp":1767268801}""", Invalid)]
    [TestCase("""{"sub":"a","jti":"j","aud":"TestApp","iat":1767268800,"exp":1767268801}""", Invalid)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"testapp","iat":1767268800,"exp":1767268801}""", Invalid)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":[],"iat":1767268800,"exp":1767268801}""", Invalid)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","iat":1767268800,"exp":1767268801}""", Invalid)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":[1],"iat":1767268800,"exp":1767268801}""", Malformed)]
    [TestCase("""{"sub":"a","iss":1,"aud":"TestApp","iat":1767268800,"exp":1767268801}""", Malformed)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268800,"exp":1769860801}""", Invalid)]
    [TestCase("""{"sub":"a","jti":"j","iss":"TestApp","aud":"TestApp","iat":1767268700,"exp":1767268800}""", JwtErrorCode.TokenExpired)]
    [TestCase("[]", Malformed)]
    [TestCase("{", Malformed)]
    [TestCase("\"sub\"", Malformed)]
    public void A_payload_is_accepted_or_refused(string payload, JwtErrorCode? refused)
    {
        _service.Jwt.TryRead(TokenForge.Sign(TokenForge.Header, payload), out _, out var error);

        (error?.Code).Should().Be(refused);
    }

    [Test]
    public void A_payload_that_is_not_UTF_8_is_refused() =>
        _service.ReadRefused(TokenForge.SignEncoded(TokenForge.Encode(TokenForge.Header), "eyL_Ijox")).Should().Be(Malformed);

    [Test]
    public void Nesting_is_accepted_to_the_depth_that_is_read_and_refused_beyond()
    {
        string Nested(int levels) => $",\"deep\":{new string('[', levels)}{new string(']', levels)}";

        _service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(Nested(63))));
        _service.ReadRefused(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(Nested(64)))).Should().Be(Malformed);
        _service.ReadRefused(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(Nested(1000)))).Should().Be(Malformed);
    }

    [Test]
    public void Many_claims_are_accepted_and_a_duplicate_among_them_is_found()
    {
        var many = string.Concat(Enumerable.Range(0, 100).Select(i => $",\"x{i}\":1"));

        _service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(many)));
        _service.ReadRefused(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(many + ",\"x0\":1"))).Should().Be(Malformed);
        _service.ReadRefused(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(many + ",\"x99\":1"))).Should().Be(Malformed);
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("...")]
    [TestCase("a.b")]
    [TestCase("a.b.")]
    [TestCase(".b.c")]
    [TestCase("a..c")]
    [TestCase("a.b.c.d")]
    [TestCase("a.b.c.d.e")]
    [TestCase("aa.aa.a?")]
    [TestCase("äa.aa.aa")]
    [TestCase("aa.aa.aa\0")]
    [TestCase("{\"payload\":\"\"}")]
    public void A_text_in_another_form_is_refused(string text) => _service.ReadRefused(text).Should().Be(Malformed);

    [TestCase('a')]
    [TestCase('.')]
    public void Twenty_kilobytes_of_one_character_are_refused(char c) => _service.ReadRefused(new string(c, 20_000)).Should().Be(Malformed);

    [TestCase(" {0}")]
    [TestCase("{0} ")]
    [TestCase("{0}\n")]
    [TestCase("{0}=")]
    [TestCase("{0}.")]
    [TestCase("{0}\t")]
    public void White_space_padding_and_more_around_a_good_token_are_refused(string form)
    {
        var good = _service.Jwt.CreateAccessToken("alice");

        _service.Read(good);
        _service.ReadRefused(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, good)).Should().Be(Malformed);
    }

    [Test]
    public void Every_other_text_of_the_same_bytes_is_refused()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        // 32 bytes of signature leave two bits of the last character without use.
        var good = _service.Jwt.CreateAccessToken("alice");
        var last = alphabet.IndexOf(good[^1], StringComparison.Ordinal);

        foreach (var unused in new[] { 1, 2, 3 })
            _service.ReadRefused(good[..^1] + alphabet[last | unused]).Should().Be(Malformed);
        _service.Read(good);
    }

    [Test]
    public void A_signature_of_another_length_or_value_is_refused()
    {
        var good = _service.Jwt.CreateAccessToken("alice");
        var input = good[..(good.LastIndexOf('.') + 1)];

        _service.ReadRefused(input + "AA").Should().Be(Invalid);
        _service.ReadRefused(input + new string('A', 43)).Should().Be(Invalid);
        _service.ReadRefused(input + new string('A', 86)).Should().Be(Invalid);
    }

    [Test]
    public void A_token_of_another_key_is_refused()
    {
        var other = new byte[32];
        Array.Fill(other, (byte)7);
        var (header, payload) = (TokenForge.Encode(TokenForge.Header), TokenForge.Encode(TokenForge.Payload()));

        _service.ReadRefused(TokenForge.Sign(header, payload, other)).Should().Be(Invalid);
    }

    [Test]
    public void A_changed_payload_is_refused()
    {
        var parts = _service.Jwt.CreateAccessToken("alice").Split('.');

        _service.ReadRefused($"{parts[0]}.{TokenForge.Encode(TokenForge.Payload())}.{parts[2]}").Should().Be(Invalid);
    }

    [Test]
    public async Task A_token_is_read_up_to_the_configured_length()
    {
        var good = TokenForge.Sign(TokenForge.Header, TokenForge.Payload(",\"x\":\"" + new string('x', 100) + "\""));
        await using var exact = new TestService(cfg => cfg.MaxTokenLength = good.Length);
        await using var shorter = new TestService(cfg => cfg.MaxTokenLength = good.Length - 1);

        exact.Read(good);
        shorter.ReadRefused(good).Should().Be(Malformed);
    }
}
