using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Each restriction, with a token that satisfies it and one that does not.</summary>
public sealed class RequirementCheckTests
{
    private static readonly TokenDescriptor NoClaims = new();

    private static IEnumerable<TestCaseData> Rules =>
    [
        Rule("a role", jwt => jwt.Allow("ADMIN", "OWNER"), new() { Role = "OWNER" }, new() { Role = "admin" }),
        Rule("one of several roles", jwt => jwt.Allow("ADMIN"), new() { Roles = ["USER", "ADMIN"] }, NoClaims),
        Rule("two calls", jwt => jwt.Allow("A").Allow("B"), new() { Roles = ["A", "B"] }, new() { Role = "A" }),
        Rule("a denied role", jwt => jwt.Deny("BANNED"), NoClaims, new() { Roles = ["USER", "BANNED"] }),
        Rule("a scope", jwt => jwt.Scope("read"), new() { Scopes = ["write", "read"] }, new() { Scopes = ["READ", "readonly"] }),
        Rule("all scopes", jwt => jwt.Scope("read", "write"), new() { Scopes = ["write", "read"] }, new() { Scopes = ["read"] }),
        Rule(
            "a claim",
            jwt => jwt.Claim("tier", "gold", "silver"),
            new() { Claims = new() { ["tier"] = "silver" } },
            new() { Claims = new() { ["tier"] = "bronze" } }),
        Rule(
            "a claim in an array",
            jwt => jwt.Claim("tags", "x"),
            new() { Claims = new() { ["tags"] = new System.Text.Json.Nodes.JsonArray("y", "x") } },
            NoClaims),
        Rule(
            "a number",
            jwt => jwt.Claim("level", "3"),
            new() { Claims = new() { ["level"] = 3 } },
            new() { Claims = new() { ["level"] = 30 } }),
        Rule(
            "a boolean",
            jwt => jwt.Claim("paid", "true"),
            new() { Claims = new() { ["paid"] = true } },
            new() { Claims = new() { ["paid"] = false } }),
        Rule(
            "an object is not a value",
            jwt => jwt.Claim("x", "{}").Claim("y", "1"),
            null,
            new() { Claims = new() { ["x"] = new System.Text.Json.Nodes.JsonObject(), ["y"] = 1 } }),
        Rule("a predicate", jwt => jwt.Where(token => token.Identity == "alice" && token.Role == "A"), new() { Role = "A" }, NoClaims),
        Rule(
            "a predicate on the request",
            jwt => jwt.Where(async (context, token) => { await Task.Yield(); return context.Request.Path == "/it" && token.Role == "A"; }),
            new() { Role = "A" },
            NoClaims),
    ];

    [TestCaseSource(nameof(Rules))]
    public async Task A_rule_lets_the_one_pass_and_refuses_the_other(
        string what, Action<JwtRequirementBuilder> rule, TokenDescriptor? good, TokenDescriptor bad)
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/it", () => what).RequireJwt(rule));

        if (good is not null)
        {
            using var accepted = await app.GetAsync("/it", app.Jwt.CreateAccessToken("alice", good));
            accepted.Should().BeOk();
        }

        using var refused = await app.GetAsync("/it", app.Jwt.CreateAccessToken("alice", bad));
        refused.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    [Test]
    public async Task The_challenge_names_the_required_scopes()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/it", () => "ok").RequireJwt(jwt => jwt.Scope("read", "write")));

        using var refused = await app.GetAsync("/it", app.Jwt.CreateAccessToken("alice"));

        refused.Headers.WwwAuthenticate.Single().Parameter
            .Should().Contain("error=\"insufficient_scope\"").And.Contain("scope=\"read write\"");
    }

    [Test]
    public async Task A_predicate_that_throws_results_in_a_500_response()
    {
        await using var app = await TestApp.StartAsync(routes =>
            routes.MapGet("/it", () => "ok").RequireJwt(jwt => jwt.Where(_ => throw new InvalidOperationException("broken"))));

        using var refused = await app.GetAsync("/it", app.Jwt.CreateAccessToken("alice"));

        ((int)refused.StatusCode).Should().Be(500);
    }

    [Test]
    public async Task Freshness_is_required_and_the_challenge_says_how_recent()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/fresh", () => "ok").RequireFreshJwt();
            routes.MapGet("/recent", () => "ok").RequireFreshJwt(TimeSpan.FromMinutes(5));
        });
        var fresh = app.Jwt.CreateAccessToken("alice", fresh: true);

        app.Time.Advance(TimeSpan.FromMinutes(5));
        using var recent = await app.GetAsync("/recent", fresh);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        using var late = await app.GetAsync("/recent", fresh);
        using var still = await app.GetAsync("/fresh", fresh);
        using var stale = await app.GetAsync("/fresh", app.Jwt.CreateAccessToken("alice"));

        recent.Should().BeOk();
        late.Should().BeRefused(JwtErrorCode.FreshRequired);
        late.Headers.WwwAuthenticate.Single().Parameter.Should().Contain("max_age=\"300\"");
        still.Should().BeOk();
        stale.Should().BeRefused(JwtErrorCode.FreshRequired);
        stale.Headers.WwwAuthenticate.Single().Parameter.Should().NotContain("max_age");
    }

    [TestCase(-300, true)]
    [TestCase(-301, false)]
    [TestCase(60, true)]
    [TestCase(61, false)]
    public async Task An_authentication_too_old_or_in_the_future_is_not_recent(int seconds, bool accepted)
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/it", () => "ok").RequireFreshJwt(TimeSpan.FromMinutes(5)));

        using var response = await app.GetAsync(
            "/it", app.Jwt.CreateAccessToken("alice", new TokenDescriptor { Fresh = true, AuthTime = TestApp.Start.AddSeconds(seconds) }));

        response.IsSuccessStatusCode.Should().Be(accepted);
    }

    [Test]
    public async Task A_fresh_token_without_the_time_of_authentication_is_not_recent()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/it", () => "ok").RequireFreshJwt(TimeSpan.FromMinutes(5)));

        using var response = await app.GetAsync("/it", TokenForge.Sign(TokenForge.Header, TokenForge.Payload(",\"fresh\":true")));

        response.Should().BeRefused(JwtErrorCode.FreshRequired);
    }

    [Test]
    public async Task Requirements_of_group_and_endpoint_add_up()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            var group = routes.MapGroup("/g").RequireJwt(jwt => jwt.Allow("ADMIN").Fresh(TimeSpan.FromMinutes(5)));
            var inner = group.MapGroup("/i").RequireJwt(jwt => jwt.Scope("read"));
            inner.MapGet("/both", () => "ok").RequireJwt(jwt => jwt.Fresh(TimeSpan.FromMinutes(10)).Deny("BANNED"));
        });
        var good = new TokenDescriptor { Role = "ADMIN", Scopes = ["read"], Fresh = true };

        (await Status(app, good)).Should().Be(200);
        (await Status(app, good with { Role = "USER" })).Should().Be(403);
        (await Status(app, good with { Scopes = null })).Should().Be(403);
        (await Status(app, good with { Roles = ["ADMIN", "BANNED"] })).Should().Be(403);
        (await Status(app, good with { Fresh = false })).Should().Be(401);
        (await Status(app, good with { AuthTime = TestApp.Start.AddMinutes(-6) })).Should().Be(401);
    }

    [Test]
    public async Task The_roles_of_a_group_hold_for_every_form_below_it()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            var group = routes.MapGroup("/g").RequireJwt(jwt => jwt.Allow("ADMIN"));
            group.MapGet("/bare", () => "ok");
            group.MapGet("/token", (Token token) => token.Identity);
            group.MapGet("/nullable", (Token? token) => token?.Identity ?? "anonymous");
            group.MapGet("/required", () => "ok").RequireJwt();
            group.MapGet("/both", (Token token) => token.Identity).RequireJwt();
        });

        foreach (var path in new[] { "/g/bare", "/g/token", "/g/nullable", "/g/required", "/g/both" })
        {
            using var admin = await app.GetAsync(path, app.Jwt.CreateAccessToken("alice", "ADMIN"));
            using var user = await app.GetAsync(path, app.Jwt.CreateAccessToken("bob", "USER"));
            using var anonymous = await app.GetAsync(path);
            admin.Should().BeOk();
            user.Should().BeRefused(JwtErrorCode.AccessDenied);
            anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
        }
    }

    [Test]
    public async Task The_nearest_call_decides_about_type_and_locations()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            var group = routes.MapGroup("/g").RequireJwt(jwt => jwt.Refresh().From(TokenLocation.Query, TokenLocation.Header));
            group.MapGet("/refresh", (Token token) => token.Type.ToString()).RequireJwt();
            group.MapGet("/any", (Token token) => token.Type.ToString()).RequireJwt(jwt => jwt.AnyType().From(TokenLocation.Header));
        });
        var (access, refresh) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));

        using var refreshed = await app.GetAsync("/g/refresh", refresh);
        using var wrong = await app.GetAsync("/g/refresh", access);
        using var anyRefresh = await app.GetAsync("/g/any", refresh);
        using var anyAccess = await app.GetAsync("/g/any", access);
        using var query = await app.GetAsync("/g/any?jwt=" + access);

        refreshed.Should().BeOk("Refresh");
        wrong.Should().BeRefused(JwtErrorCode.TokenType);
        anyRefresh.Should().BeOk("Refresh");
        anyAccess.Should().BeOk("Access");
        query.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public void Empty_lists_are_misuse()
    {
        Action<JwtRequirementBuilder>[] calls =
        [
            jwt => jwt.Allow(), jwt => jwt.Deny(), jwt => jwt.Scope(), jwt => jwt.Claim("x"), jwt => jwt.Claim("", "x"), jwt => jwt.From(),
            jwt => jwt.Allow(""),
            jwt => jwt.Scope("a b"),
            jwt => jwt.Allow(null!),
            jwt => jwt.From((TokenLocation)9),
            jwt => jwt.Fresh(TimeSpan.Zero),
            jwt => jwt.Where((Func<Token, bool>)null!),
        ];
        var app = TestApp.CreateBuilder().Build();

        foreach (var call in calls)
        {
            var map = () => app.MapGet("/", () => "ok").RequireJwt(call);
            map.Should().Throw<ArgumentException>();
        }
    }

    private static async Task<int> Status(TestApp app, TokenDescriptor descriptor)
    {
        using var response = await app.GetAsync("/g/i/both", app.Jwt.CreateAccessToken("alice", descriptor));
        return (int)response.StatusCode;
    }

    private static TestCaseData Rule(string what, Action<JwtRequirementBuilder> rule, TokenDescriptor? good, TokenDescriptor bad) =>
        new(what, rule, good, bad);
}
