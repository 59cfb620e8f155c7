using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>Access tokens of further issuers and for further audiences.</summary>
public sealed class AcceptedIssuersTests
{
    private OtherIssuer _other = null!;

    [SetUp]
    public void SetUp() => _other = OtherIssuer.Create(new FakeTimeProvider(TestApp.Start));

    [TearDown]
    public ValueTask TearDown() => _other.DisposeAsync();

    [Test]
    public async Task An_issuer_is_accepted_with_its_key_and_neither_without_the_other()
    {
        await using var both = new TestService(cfg => Accept(cfg));
        await using var nameAlone = new TestService(cfg => cfg.AcceptedIssuers.Add(_other.Name));
        await using var keyAlone = new TestService(cfg => cfg.Keys.Add(_other.Key));
        var theirs = _other.CreateAccessToken("bob");

        both.Read(theirs).Should().Match<Token>(token => token.Iss == _other.Name && token.Identity == "bob");
        both.Read(both.Jwt.CreateAccessToken("alice")).Iss.Should().Be("TestApp", "its own tokens are accepted as before");
        nameAlone.ReadRefused(theirs).Should().Be(JwtErrorCode.TokenInvalid);
        keyAlone.ReadRefused(theirs).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [TestCase("https://other.example", true)]
    [TestCase("https://third.example", true)]
    [TestCase("https://other.example/", false)]
    [TestCase("https://OTHER.example", false)]
    [TestCase("https://other.exampl", false)]
    [TestCase("https:\\/\\/other.example", true)]
    [TestCase("", false)]
    public async Task An_issuer_is_compared_exactly(string issuer, bool isAccepted)
    {
        await using var service = new TestService(cfg =>
        {
            cfg.AcceptedIssuers.Add("https://third.example");
            cfg.AcceptedIssuers.Add("https://other.example");
        });
        var token = Forge(payload => payload.Replace("\"iss\":\"TestApp\"", $"\"iss\":\"{issuer}\"", StringComparison.Ordinal));

        service.Jwt.TryRead(token, out _, out _).Should().Be(isAccepted);
    }

    [TestCase("\"orders\"", true)]
    [TestCase("[\"orders\"]", true)]
    [TestCase("[\"x\",\"orders\"]", true)]
    [TestCase("[\"x\",\"TestApp\"]", true)]
    [TestCase("[\"orders \",\"order\"]", false)]
    [TestCase("\"ORDERS\"", false)]
    [TestCase("[]", false)]
    [TestCase("\"\"", false)]
    public async Task An_audience_is_compared_exactly_wherever_it_is(string audience, bool isAccepted)
    {
        await using var service = new TestService(cfg => cfg.AcceptedAudiences.Add("orders"));
        var token = Forge(payload => payload.Replace("\"aud\":\"TestApp\"", $"\"aud\":{audience}", StringComparison.Ordinal));

        service.Jwt.TryRead(token, out _, out _).Should().Be(isAccepted);
    }

    [Test]
    public async Task A_token_without_issuer_or_audience_is_refused_as_before()
    {
        await using var service = new TestService(cfg =>
        {
            cfg.AcceptedIssuers.Add("other");
            cfg.AcceptedAudiences.Add("orders");
        });

        service.ReadRefused(Forge(payload => payload.Replace("\"iss\":\"TestApp\",", "", StringComparison.Ordinal)))
            .Should().Be(JwtErrorCode.TokenInvalid);
        service.ReadRefused(Forge(payload => payload.Replace("\"aud\":\"TestApp\",", "", StringComparison.Ordinal)))
            .Should().Be(JwtErrorCode.TokenInvalid);
        service.Read(Forge(static payload => payload)).Iss.Should().Be("TestApp");
    }

    [Test]
    public async Task Known_values_are_the_configured_strings()
    {
        await using var service = new TestService(cfg =>
        {
            Accept(cfg);
            cfg.AcceptedAudiences.Add("orders");
        });
        var descriptor = new TokenDescriptor { Audience = ["orders"] };

        var first = service.Read(_other.CreateAccessToken("bob", descriptor));
        var second = service.Read(_other.CreateAccessToken("carol", descriptor));

        second.Iss.Should().BeSameAs(first.Iss);
        second.Aud.Should().BeSameAs(first.Aud).And.Equal("orders");
    }

    // As many bytes: the members differ in nothing but their place.
    [TestCase("role", ",\"role\":[\"ADMIN\"],\"x\":{\"yyyyy\":1}", false)]
    [TestCase("/x/roles", ",\"x\":{\"roles\":[\"ADMIN\"],\"yyyy\":1}", false)]
    [TestCase("role", ",\"role\":[\"ADMIN\"],\"x\":{\"yyyyy\":1}", true)]
    public async Task Further_issuers_and_roles_in_an_object_cost_no_memory(string roleClaim, string members, bool acceptsOthers)
    {
        await using var service = new TestService(cfg =>
        {
            (cfg.RoleClaim, cfg.VerifiedTokenCacheSize) = (roleClaim, 0);
            if (acceptsOthers)
                Accept(cfg, "Another", "TestAqq");
        });
        await using var plain = new TestService(static cfg => cfg.VerifiedTokenCacheSize = 0);
        var expected = Measure(plain, TokenForge.Sign(TokenForge.Header, TokenForge.Payload(",\"role\":[\"ADMIN\"],\"x\":{\"yyyyy\":1}")));

        var own = Measure(service, TokenForge.Sign(TokenForge.Header, TokenForge.Payload(members)));

        own.Should().Be(expected);
        if (acceptsOthers)
            Measure(service, Forge(ByOthers, members)).Should().Be(expected);

        static string ByOthers(string payload) => payload.Replace("TestApp", "TestAqq", StringComparison.Ordinal);
    }

    [Test]
    public async Task Refresh_tokens_keep_their_own_issuer_and_audience()
    {
        await using var service = new TestService(cfg =>
        {
            cfg.AcceptedIssuers.Add("other");
            cfg.AcceptedAudiences.Add("orders");
        });
        var foreignIssuer = TokenForge.RefreshPayload().Replace("\"iss\":\"TestApp\"", "\"iss\":\"other\"", StringComparison.Ordinal);
        var foreignAudience = TokenForge.RefreshPayload().Replace("TestApp#refresh", "orders", StringComparison.Ordinal);

        foreach (var payload in new[] { foreignIssuer, foreignAudience })
        {
            service.ReadRefused(TokenForge.SignService(TokenForge.RefreshHeader, payload), TokenType.Refresh)
                .Should().Be(JwtErrorCode.TokenInvalid);
        }

        service.Read(TokenForge.SignService(TokenForge.RefreshHeader, TokenForge.RefreshPayload()), TokenType.Refresh)
            .Identity.Should().Be("alice");
    }

    [Test]
    public async Task A_refresh_token_of_an_accepted_issuer_opens_nothing()
    {
        await using var app = await StartAsync();
        var theirs = _other.CreateTokenPair("bob");

        (await app.GetAsync("/me", theirs.RefreshToken)).StatusCode.Should().Be(System.Net.HttpStatusCode.Unauthorized);
        (await app.PostAsync("/refresh", ("Authorization", "Bearer " + theirs.RefreshToken))).StatusCode
            .Should().Be(System.Net.HttpStatusCode.Unauthorized);
        (await app.GetAsync("/me", theirs.AccessToken)).Should().BeOk("bob of https://other.example");
    }

    [Test]
    public async Task A_remembered_token_of_another_issuer_is_looked_up_and_expires_like_any()
    {
        await using var app = await StartAsync();
        var (theirs, ours) = (_other.CreateAccessToken("bob"), app.Jwt.CreateAccessToken("bob"));
        for (var i = 0; i < 3; i++)
        {
            (await app.GetAsync("/me", theirs)).Should().BeOk("bob of https://other.example");
            (await app.GetAsync("/me", ours)).Should().BeOk("bob of TestApp");
        }

        await app.Jwt.RevokeAllAsync("bob");

        (await app.GetAsync("/me", theirs)).Should().BeRefused(JwtErrorCode.TokenRevoked, "a subject is one user, whoever names it");
        (await app.GetAsync("/me", ours)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        var other = _other.CreateAccessToken("carol");
        (await app.GetAsync("/me", other)).Should().BeOk("carol of https://other.example");
        app.Time.Advance(TimeSpan.FromMinutes(15));
        (await app.GetAsync("/me", other)).Should().BeRefused(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task A_token_of_another_issuer_can_be_revoked_alone_and_ends_with_its_key()
    {
        await using var app = await StartAsync();
        var (revoked, kept) = (_other.CreateAccessToken("bob"), _other.CreateAccessToken("bob"));

        await app.Jwt.RevokeAsync(app.ReadToken(revoked));

        (await app.GetAsync("/me", revoked)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", kept)).Should().BeOk("bob of https://other.example");
        app.Jwt.Keys.Retire(_other.Key.Kid);
        (await app.GetAsync("/me", kept)).Should().BeRefused(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task A_ticket_of_their_token_is_this_apps_own_and_ends_with_that_token()
    {
        await using var app = await StartAsync();
        var theirs = _other.CreateAccessToken("bob");

        var ticket = await TicketAsync(app, theirs);
        var used = await app.GetAsync("/feed?ticket=" + ticket);
        var second = await TicketAsync(app, theirs);
        await app.Jwt.RevokeAsync(app.ReadToken(theirs));

        TokenForge.DecodePart(ticket, 1).Should().Contain("\"iss\":\"TestApp\"").And.Contain("\"aud\":\"TestApp#ticket\"");
        used.Should().BeOk("bob");
        (await app.GetAsync("/feed?ticket=" + second)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task An_application_can_tell_users_of_two_issuers_apart()
    {
        await using var app = await StartAsync(cfg => cfg.OnAuthenticated(context =>
        {
            if (context.Token.Iss != "TestApp" && context.Token.Roles.Count > 0)
                context.Refuse(JwtErrorCode.AccessDenied);
            return ValueTask.CompletedTask;
        }));

        (await app.GetAsync("/me", _other.CreateAccessToken("bob", new TokenDescriptor { Role = "ADMIN" })))
            .Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/me", _other.CreateAccessToken("bob"))).Should().BeOk("bob of https://other.example");
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("bob", "ADMIN"))).Should().BeOk("bob of TestApp");
    }

    [Test]
    public async Task The_claims_of_a_principal_name_their_issuer()
    {
        await using var service = new TestService(cfg => Accept(cfg));

        var principal = TokenPrincipal.Of(service.Read(_other.CreateAccessToken("bob")));

        principal.FindFirst(ClaimTypes.NameIdentifier)!.Issuer.Should().Be(_other.Name);
    }

    private void Accept(JwtOptions cfg)
    {
        cfg.AcceptedIssuers.Add(_other.Name);
        cfg.Keys.Add(_other.Key);
    }

    private Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        static routes =>
        {
            routes.MapGet("/me", static (Token token) => $"{token.Identity} of {token.Iss}").RequireJwt();
            routes.MapGet("/feed", static (Token token) => token.Identity).RequireJwt(static jwt => jwt.From(TokenLocation.Ticket));
            routes.MapJwtRefresh();
            routes.MapJwtTicket();
        },
        cfg =>
        {
            Accept(cfg);
            configure?.Invoke(cfg);
        });

    private static async Task<string> TicketAsync(TestApp app, string token)
    {
        using var response = await app.PostAsync("/ticket?path=/feed", ("Authorization", "Bearer " + token));
        response.Should().BeOk();
        using var body = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("ticket").GetString()!;
    }

    private static void Accept(JwtOptions cfg, params string[] names)
    {
        foreach (var name in names)
        {
            cfg.AcceptedIssuers.Add(name);
            cfg.AcceptedAudiences.Add(name);
        }
    }

    private static long Measure(TestService service, string text)
    {
        var validator = service.Jwt.Runtime.Validator;
        for (var i = 0; i < 3; i++)
            Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read();
        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Read()
        {
            if (!validator.Validate(text, TokenTypes.Access).TryGet(out _, out var refusal))
                Assert.Fail(refusal.Reason);
        }
    }

    private static string Forge(Func<string, string> change, string members = "") =>
        TokenForge.Sign(TokenForge.Header, change(TokenForge.Payload(members)));
}
