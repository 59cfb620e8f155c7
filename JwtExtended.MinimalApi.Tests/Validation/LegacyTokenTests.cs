using System.Buffers.Text;
using System.Diagnostics.Metrics;
using System.Text;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Validation;

public sealed class LegacyTokenTests
{
    private static long Now => TokenForge.Now;

    [Test]
    public async Task A_token_of_Flask_is_read_with_the_names_of_this_package()
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());
        var text = LegacyForge.Flask(more: ",\"role\":[\"EDITOR\",\"ADMIN\"],\"scope\":[\"read\",\"write\"],\"tenant\":7");

        var token = service.Read(text);

        token.RawJwt.Should().Be(text);
        token.LegacyKind.Should().Be(LegacyTokenKind.FlaskJwtExtended);
        token.Type.Should().Be(TokenType.Access);
        token.Identity.Should().Be("alice");
        token.Roles.Should().Equal("EDITOR", "ADMIN");
        token.Scopes.Should().Equal("read", "write");
        token.Csrf.Should().Be("c5rf");
        token.Jti.Should().Be("5f2a");
        token.Iat.Should().Be(TestApp.Start);
        token.Exp.Should().Be(TestApp.Start.AddSeconds(900));
        token.RawData.GetProperty("tenant").GetInt32().Should().Be(7);
        token.RawData.TryGetProperty("type", out _).Should().BeFalse();
    }

    [Test]
    public async Task Without_the_option_it_is_refused_as_before()
    {
        await using var service = new TestService();

        service.ReadRefused(LegacyForge.Flask()).Should().Be(JwtErrorCode.TokenType);
    }

    [TestCase("\\ud800")]
    [TestCase("\u00fd")]
    public async Task A_type_that_is_no_text_is_refused_and_does_not_throw(string type)
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());
        string TokenOf(string text)
        {
            var payload = TokenForge.DecodePart(LegacyForge.Flask(), 1).Replace("\"access\"", $"\"{text}\"", StringComparison.Ordinal);
            // Latin-1: a character above ASCII is a byte that begins nothing in UTF-8.
            var encoded = Base64Url.EncodeToString(Encoding.Latin1.GetBytes(payload));
            return TokenForge.Sign(TokenForge.Encode(LegacyForge.Header), encoded, LegacyForge.SecretBytes);
        }

        service.ReadRefused(TokenOf(type)).Should().Be(JwtErrorCode.TokenMalformed);
        service.Read(TokenOf("access")).Identity.Should().Be("alice");
    }

    [Test]
    public async Task Own_tokens_follow_the_same_rules_beside_it()
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());

        service.Read(service.Jwt.CreateAccessToken("alice")).LegacyKind.Should().BeNull();
        service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(",\"jti\":\"1\"")));
        service.ReadRefused(TokenForge.Sign(LegacyForge.Header, TokenForge.Payload(",\"jti\":\"1\",\"type\":\"access\"")))
            .Should().Be(JwtErrorCode.TokenInvalid, "the ring's key signs no such token");
        service.ReadRefused(LegacyForge.Sign(TokenForge.Header, TokenForge.Payload(",\"jti\":\"1\",\"type\":\"access\"")))
            .Should().Be(JwtErrorCode.TokenInvalid, "the legacy key signs no token of this package");
    }

    [TestCase("{\"alg\":\"HS256\"}", true)]
    [TestCase("{\"alg\":\"HS256\",\"typ\":\"jwt\"}", true)]
    [TestCase("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"of theirs\"}", true)]
    [TestCase("{\"alg\":\"HS256\",\"typ\":\"dpop+jwt\"}", false)]
    [TestCase("{\"alg\":\"HS256\",\"typ\":\"application/jwt\"}", false)]
    [TestCase("{\"alg\":\"HS512\",\"typ\":\"JWT\"}", false)]
    [TestCase("{\"alg\":\"none\",\"typ\":\"JWT\"}", false)]
    [TestCase("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"crit\":[\"exp\"]}", false)]
    public async Task The_header_names_no_other_type_and_the_algorithm_of_the_key(string header, bool accepted)
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());
        var text = LegacyForge.Sign(header, $$"""{"sub":"alice","type":"access","iat":{{Now}},"exp":{{Now + 60}}}""");

        service.Jwt.TryRead(text, out _, out _).Should().Be(accepted);
    }

    [TestCase("\"sub\":\"42\"", "42")]
    [TestCase("\"sub\":42", "42")]
    [TestCase("\"sub\":-7", "-7")]
    [TestCase("\"identity\":42", "42")]
    [TestCase("\"identity\":\"alice\"", "alice")]
    [TestCase("\"identity\":\"alice\",\"sub\":\"bob\"", null)]
    [TestCase("\"sub\":42.0", null)]
    [TestCase("\"sub\":4.2e1", null)]
    [TestCase("\"sub\":-0", null)]
    [TestCase("\"sub\":18446744073709551616", null)]
    [TestCase("\"sub\":\"\"", null)]
    [TestCase("\"sub\":null", null)]
    [TestCase("\"sub\":true", null)]
    [TestCase("\"sub\":[\"alice\"]", null)]
    [TestCase("\"sub\":{\"id\":1}", null)]
    [TestCase("\"sub\":\"a\",\"sub\":\"b\"", null)]
    [TestCase("\"user\":\"alice\"", null)]
    public async Task The_identity_is_a_string_or_an_integer(string claim, string? identity)
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());
        var text = LegacyForge.Sign(LegacyForge.Header, $$"""{{{claim}},"type":"access","iat":{{Now}},"exp":{{Now + 60}}}""");

        service.Jwt.TryRead(text, out var token, out _);

        token?.Identity.Should().Be(identity);
        (token is null).Should().Be(identity is null);
    }

    [TestCase("access", TokenType.Access, null)]
    [TestCase("refresh", TokenType.Refresh, null)]
    [TestCase("access", TokenType.Refresh, JwtErrorCode.TokenType)]
    [TestCase("refresh", TokenType.Access, JwtErrorCode.TokenType)]
    [TestCase("Access", TokenType.Access, JwtErrorCode.TokenType)]
    [TestCase("other", TokenType.Access, JwtErrorCode.TokenType)]
    public async Task Flask_tells_the_type_by_a_claim(string type, TokenType expected, JwtErrorCode? refused)
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());

        service.Jwt.TryRead(LegacyForge.Flask(type), out _, out var error, expected);

        error?.Code.Should().Be(refused);
        (error is null).Should().Be(refused is null);
    }

    [TestCase("access", "", null)]
    [TestCase("access", ",\"type\":\"refresh\"", null)]
    [TestCase("refresh", "", JwtErrorCode.TokenType)]
    [TestCase("refresh", ",\"type\":\"access\"", JwtErrorCode.TokenType)]
    [TestCase(null, ",\"type\":\"access\"", JwtErrorCode.TokenType)]
    public async Task Sanic_tells_the_type_by_the_header(string? type, string claims, JwtErrorCode? refused)
    {
        await using var service = new TestService(cfg => cfg.AcceptSanic());

        service.Jwt.TryRead(LegacyForge.Sanic(type, claims), out var token, out var error);

        error?.Code.Should().Be(refused);
        token?.LegacyKind.Should().Be(LegacyTokenKind.SanicJwtExtended);
        (token is null).Should().Be(refused is not null);
    }

    [Test]
    public async Task A_hand_made_issuer_needs_the_application_to_tell_the_types()
    {
        await using var service = new TestService(cfg => cfg.AcceptBearer(legacy =>
            legacy.IsRefresh = static token => token.GetString("use") is "refresh" or "both"));

        service.Read(LegacyForge.Bearer()).Identity.Should().Be("alice");
        service.Read(LegacyForge.Bearer(",\"use\":\"refresh\""), TokenType.Refresh).Identity.Should().Be("alice");
        service.ReadRefused(LegacyForge.Bearer(",\"use\":\"refresh\"")).Should().Be(JwtErrorCode.TokenType);
        service.ReadRefused(LegacyForge.Bearer(",\"use\":\"mail\"")).Should().Be(JwtErrorCode.TokenType);
    }

    [Test]
    public async Task What_both_predicates_accept_is_neither()
    {
        await using var service = new TestService(cfg => cfg.AcceptBearer(legacy => legacy.IsRefresh = static _ => true));

        service.ReadRefused(LegacyForge.Bearer()).Should().Be(JwtErrorCode.TokenType);
        service.ReadRefused(LegacyForge.Bearer(), TokenType.Refresh).Should().Be(JwtErrorCode.TokenType);
        service.Read(LegacyForge.Bearer(",\"use\":\"x\""), TokenType.Refresh);
    }

    [Test]
    public async Task Without_IsRefresh_a_hand_made_issuer_has_no_refresh_tokens()
    {
        await using var service = new TestService(cfg => cfg.AcceptBearer());

        service.ReadRefused(LegacyForge.Bearer(), TokenType.Refresh).Should().Be(JwtErrorCode.TokenType);
    }

    [Test]
    public async Task A_predicate_narrows_down_what_the_issuer_marks()
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask(legacy =>
        {
            legacy.IsAccess = static token => token.GetString("app") == "shop";
            legacy.IsRefresh = static token => token.GetString("app") == "shop";
        }));

        service.Read(LegacyForge.Flask(more: ",\"app\":\"shop\""));
        service.Read(LegacyForge.Flask("refresh", more: ",\"app\":\"shop\""), TokenType.Refresh);
        service.ReadRefused(LegacyForge.Flask()).Should().Be(JwtErrorCode.TokenType);
        service.ReadRefused(LegacyForge.Flask("refresh"), TokenType.Refresh).Should().Be(JwtErrorCode.TokenType);
        service.ReadRefused(LegacyForge.Flask("refresh", more: ",\"app\":\"shop\"")).Should().Be(JwtErrorCode.TokenType);
    }

    [Test]
    public async Task A_predicate_that_throws_accepts_nothing()
    {
        await using var service = new TestService(cfg => cfg.AcceptBearer(legacy =>
            legacy.IsAccess = static token => token.GetString("use") is null ? true : throw new FormatException()));

        service.Read(LegacyForge.Bearer());
        service.ReadRefused(LegacyForge.Bearer(",\"use\":\"x\"")).Should().Be(JwtErrorCode.StoreUnavailable);
    }

    [TestCase(null, null, "", true)]
    [TestCase(null, null, ",\"iss\":\"any\"", true)]
    [TestCase("old", null, ",\"iss\":\"old\"", true)]
    [TestCase("old", null, ",\"iss\":\"new\"", false)]
    [TestCase("old", null, "", false)]
    [TestCase("", null, "", true)]
    [TestCase("", null, ",\"iss\":\"old\"", false)]
    [TestCase(null, null, ",\"aud\":\"shop\"", false)]
    [TestCase(null, "", ",\"aud\":\"shop\"", false)]
    [TestCase(null, "shop", ",\"aud\":\"shop\"", true)]
    [TestCase(null, "shop", ",\"aud\":[\"blog\",\"shop\"]", true)]
    [TestCase(null, "shop", ",\"aud\":\"blog\"", false)]
    [TestCase(null, "shop", "", false)]
    public async Task Issuer_and_audience_are_those_of_the_kind(string? issuer, string? audience, string claims, bool accepted)
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask(legacy => (legacy.Issuer, legacy.Audience) = (issuer, audience)));

        service.Jwt.TryRead(LegacyForge.Flask(more: claims), out _, out var error);

        error?.Code.Should().Be(JwtErrorCode.TokenInvalid);
        (error is null).Should().Be(accepted);
    }

    [Test]
    public async Task Nothing_of_it_counts_for_sessions_freshness_or_tickets()
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());
        var text = LegacyForge.Flask(more: """
            ,"sid":"s","sst":1,"gen":"r3","lim":"x","seed":"y","ticket":"z","auth_time":9
            """);

        var token = service.Read(text);

        token.Fresh.Should().BeFalse();
        token.FreshUntil.Should().BeNull();
        token.AuthTime.Should().BeNull();
        token.SessionId.Should().BeNull();
        token.ClaimSet.Number.Should().BeNull();
        token.ClaimSet.Seed.Should().BeNull();
        token.ClaimSet.Ticket.Should().BeNull();
        service.Read(LegacyForge.Flask("refresh", more: ",\"sid\":\"s\""), TokenType.Refresh).SessionId.Should().NotBe("s");
    }

    [Test]
    public async Task Its_time_ends_with_its_own_expiry_or_when_the_kind_is_not_accepted_any_more()
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());
        var text = LegacyForge.Flask(lifetime: 30 * 24 * 3600);

        service.Read(text).Exp.Should().Be(TestApp.Start.AddDays(30));
        service.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        service.Read(text);
        service.Time.Advance(TimeSpan.FromSeconds(1));
        service.ReadRefused(text).Should().Be(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task Until_cuts_the_lifetime_of_what_is_accepted()
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask(legacy => legacy.MaxTokenLifetime = TimeSpan.FromDays(100)));
        var text = LegacyForge.Flask(lifetime: 100 * 24 * 3600);

        service.Read(text).Exp.Should().Be(LegacyForge.Until);
        service.Time.Advance(LegacyForge.Until - TestApp.Start - TimeSpan.FromTicks(1));
        service.Read(text);
        service.Time.Advance(TimeSpan.FromTicks(1));
        service.ReadRefused(text).Should().Be(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task What_lives_too_long_is_refused_unless_that_is_known()
    {
        await using var strict = new TestService(cfg => cfg.AcceptFlask());
        await using var told = new TestService(cfg => cfg.AcceptFlask(legacy => legacy.MaxTokenLifetime = TimeSpan.FromDays(31)));
        var text = LegacyForge.Flask(lifetime: 31 * 24 * 3600);

        strict.ReadRefused(text).Should().Be(JwtErrorCode.TokenInvalid);
        told.Read(text);
        told.ReadRefused(LegacyForge.Flask(lifetime: (31 * 24 * 3600) + 1)).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task What_never_expires_is_accepted_only_where_that_is_allowed_and_until_the_kind_ends()
    {
        await using var strict = new TestService(cfg => cfg.AcceptFlask());
        await using var lax = new TestService(cfg =>
        {
            cfg.AllowNonExpiringTokens = true;
            cfg.AcceptFlask();
        });
        var text = LegacyForge.Sign(LegacyForge.Header, $$"""{"sub":"alice","type":"access","iat":{{Now}}}""");

        strict.ReadRefused(text).Should().Be(JwtErrorCode.TokenInvalid);
        lax.Read(text).Exp.Should().Be(LegacyForge.Until);
    }

    [Test]
    public async Task Without_an_issue_time_the_longest_lifetime_has_to_be_known()
    {
        await using var strict = new TestService(cfg => cfg.AcceptBearer());
        await using var told = new TestService(cfg => cfg.AcceptBearer(legacy => legacy.MaxTokenLifetime = TimeSpan.FromHours(1)));
        var text = LegacyForge.Bearer(times: $",\"exp\":{Now + 900}");

        strict.ReadRefused(text).Should().Be(JwtErrorCode.TokenMalformed);
        strict.Read(LegacyForge.Bearer(times: $",\"nbf\":{Now - 5},\"exp\":{Now + 900}")).Iat.Should().Be(TestApp.Start.AddSeconds(-5));
        told.Read(text).Iat.Should().Be(TestApp.Start.AddSeconds(900).AddHours(-1));
    }

    [TestCase("\"exp\":\"x\"")]
    [TestCase("\"exp\":-1")]
    [TestCase("\"exp\":1e400")]
    [TestCase("\"exp\":253402300800")]
    [TestCase("\"iat\":null")]
    [TestCase("\"nbf\":\"x\"")]
    [TestCase("\"csrf\":5")]
    [TestCase("\"scope\":5")]
    [TestCase("\"scope\":[5]")]
    [TestCase("\"role\":{}")]
    [TestCase("\"iss\":5")]
    [TestCase("\"aud\":[5]")]
    [TestCase("\"x\":\"\\ud800\"")]
    [TestCase("\"\\ud800\":1")]
    [TestCase("\"x\":{\"a\":1,\"a\":2}")]
    public async Task What_is_not_of_its_type_is_refused(string claim)
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());
        var name = claim[..claim.IndexOf(':', StringComparison.Ordinal)];
        var others = new[] { $"\"iat\":{Now}", $"\"exp\":{Now + 60}" }.Where(other => !other.StartsWith(name, StringComparison.Ordinal));
        var text = LegacyForge.Sign(
            LegacyForge.Header, $$"""{"sub":"alice","type":"access",{{string.Join(',', others)}},{{claim}}}""");

        service.ReadRefused(text).Should().Be(JwtErrorCode.TokenMalformed);
    }

    [Test]
    public async Task A_clock_that_is_a_little_ahead_is_accepted_in_both_times()
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());

        string At(int iat, int nbf) => LegacyForge.Sign(
            LegacyForge.Header, $$"""{"sub":"alice","type":"access","iat":{{Now + iat}},"nbf":{{Now + nbf}},"exp":{{Now + 600}}}""");

        service.Read(At(30, 30));
        service.ReadRefused(At(0, 30)).Should().Be(JwtErrorCode.TokenInvalid);
        service.ReadRefused(At(61, 61)).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task Each_kind_has_its_own_key()
    {
        var other = JwtKey.Generate(JwtAlgorithm.HS256);
        await using var service = new TestService(cfg =>
        {
            cfg.AcceptSanic(legacy => legacy.Key = other);
            cfg.AcceptFlask();
        });

        service.Read(LegacyForge.Flask()).LegacyKind.Should().Be(LegacyTokenKind.FlaskJwtExtended);
        service.ReadRefused(LegacyForge.Sanic()).Should().Be(JwtErrorCode.TokenType, "Flask's key has signed it");
    }

    [Test]
    public async Task Every_use_is_counted_by_kind_and_type()
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());
        using var uses = new MetricCollector<long>(
            service.Services.GetRequiredService<IMeterFactory>(), "JwtExtended.MinimalApi", "jwt_extended.legacy_tokens");

        await service.Jwt.ReadAsync(LegacyForge.Flask());
        await service.Jwt.ReadAsync(LegacyForge.Flask("refresh"), TokenType.Refresh);
        await service.Jwt.ReadAsync(service.Jwt.CreateAccessToken("alice"));

        uses.GetMeasurementSnapshot().Select(static use => (use.Tags["jwt_extended.legacy.kind"], use.Tags["jwt_extended.token.type"]))
            .Should().Equal(("flask_jwt_extended", "access"), ("flask_jwt_extended", "refresh"));
    }

    [Test]
    public async Task A_token_is_revoked_by_what_was_signed_and_not_by_a_jti_that_may_repeat()
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask());
        var revoked = service.Read(LegacyForge.Flask());
        var sameId = LegacyForge.Flask(sub: "\"bob\"");

        await service.Jwt.RevokeAsync(revoked);

        (await service.Jwt.ReadAsync(revoked.RawJwt)).Error!.Code.Should().Be(JwtErrorCode.TokenRevoked);
        (await service.Jwt.ReadAsync(sameId)).Error.Should().BeNull();
    }

    [Test]
    public async Task Everything_of_an_identity_is_revoked_for_as_long_as_its_tokens_can_live()
    {
        await using var service = new TestService(cfg => cfg.AcceptFlask(legacy => legacy.MaxTokenLifetime = TimeSpan.FromDays(50)));
        var text = LegacyForge.Flask(lifetime: 50 * 24 * 3600);

        await service.Jwt.RevokeAllAsync("alice");
        service.Time.Advance(TimeSpan.FromDays(50) - TimeSpan.FromSeconds(1));

        (await service.Jwt.ReadAsync(text)).Error!.Code.Should().Be(JwtErrorCode.TokenRevoked);
        (await service.Jwt.ReadAsync(LegacyForge.Flask(sub: "\"bob\"", lifetime: 50 * 24 * 3600))).Error.Should().BeNull();
    }

    [Test]
    public async Task IsRevoked_is_asked_each_time()
    {
        var revoked = new HashSet<string?>();
        await using var service = new TestService(cfg => cfg.AcceptFlask(legacy =>
            legacy.IsRevoked = token => ValueTask.FromResult(revoked.Contains(token.Jti))));

        (await service.Jwt.ReadAsync(LegacyForge.Flask())).Error.Should().BeNull();
        revoked.Add("5f2a");

        (await service.Jwt.ReadAsync(LegacyForge.Flask())).Error!.Code.Should().Be(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task IsRevoked_that_fails_or_hangs_accepts_nothing()
    {
        var answer = new TaskCompletionSource<bool>();
        await using var service = new TestService(cfg =>
        {
            cfg.Revocation.OnStoreFailure = StoreFailureMode.AcceptUntilExpiry;
            cfg.AcceptFlask(legacy => legacy.IsRevoked = token => token.Identity == "bob" ? throw new IOException() : new(answer.Task));
        });

        (await service.Jwt.ReadAsync(LegacyForge.Flask(sub: "\"bob\""))).Error!.Code.Should().Be(JwtErrorCode.StoreUnavailable);
        var waiting = service.Jwt.ReadAsync(LegacyForge.Flask());
        service.Time.Advance(TimeSpan.FromSeconds(1));

        (await waiting).Error!.Code.Should().Be(JwtErrorCode.StoreUnavailable);
    }

    [TestCaseSource(nameof(Mistakes))]
    public void What_cannot_be_meant_stops_the_start(Action<JwtOptions> configure, string message)
    {
        var start = () => new TestService(configure);

        start.Should().Throw<OptionsValidationException>().WithMessage($"*{message}*");
    }

    private static IEnumerable<TestCaseData> Mistakes()
    {
        static TestCaseData Case(string name, Action<JwtOptions> configure, string message) =>
            new TestCaseData(configure, message).SetArgDisplayNames(name);

        yield return Case("no key", cfg => cfg.AcceptFlask(legacy => legacy.Key = null), "(FlaskJwtExtended): Key is not set");
        yield return Case("no IsAccess", cfg => cfg.AcceptBearer(legacy => legacy.IsAccess = null), "IsAccess is not set");
        yield return Case("no issuer", cfg => cfg.AcceptBearer(legacy => legacy.Issuer = null), "Issuer is not set");
        yield return Case("no audience", cfg => cfg.AcceptBearer(legacy => legacy.Audience = null), "Audience is not set");
        yield return Case("empty claim", cfg => cfg.AcceptFlask(legacy => legacy.IdentityClaim = ""), "IdentityClaim is empty");
        yield return Case("empty role", cfg => cfg.AcceptFlask(legacy => legacy.RoleClaim = ""), "RoleClaim is '', which is empty");
        yield return Case("lifetime", cfg => cfg.AcceptFlask(legacy => legacy.MaxTokenLifetime = default(TimeSpan)), "is 00:00:00");
        yield return Case("kind", cfg => cfg.AcceptLegacyTokens((LegacyTokenKind)9, LegacyForge.Until, _ => { }), "9 is none of");
        yield return Case("same key", cfg =>
        {
            cfg.AcceptFlask();
            cfg.AcceptSanic();
        }, "Key is also that of another call");
        yield return Case("too many", cfg =>
        {
            for (var i = 0; i < 9; i++)
                cfg.AcceptFlask(legacy => legacy.Key = JwtKey.Generate(JwtAlgorithm.HS256));
        }, "AcceptLegacyTokens is called 9 times; at most 8");
    }
}
