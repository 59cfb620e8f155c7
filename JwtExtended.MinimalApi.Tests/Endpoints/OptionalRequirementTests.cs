using System.Net.Http.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>What can be said about a token that may be absent, and what cannot.</summary>
public sealed class OptionalRequirementTests
{
    private static IEnumerable<TestCaseData> Restrictions =>
    [
        Case("fresh", jwt => jwt.Fresh()), Case("maximum age", jwt => jwt.Fresh(TimeSpan.FromMinutes(5))),
        Case("allow", jwt => jwt.Allow("A")), Case("deny", jwt => jwt.Deny("A")),
        Case("scope", jwt => jwt.Scope("s")), Case("claim", jwt => jwt.Claim("c", "1")),
        Case("where", jwt => jwt.Where(_ => true)),
    ];

    [TestCaseSource(nameof(Restrictions))]
    public async Task A_restriction_on_an_optional_token_stops_the_start_and_the_cures_work(Action<JwtRequirementBuilder> restriction)
    {
        var start = () => TestApp.StartAsync(routes => routes.MapGet("/hello", () => "ok").OptionalJwt(restriction));
        await start.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*GET /hello*OptionalJwt()*restrictions*Call RequireJwt() instead, remove the restrictions*");

        await using var required = await TestApp.StartAsync(routes => routes.MapGet("/hello", () => "ok").RequireJwt(restriction));
        await using var removed = await TestApp.StartAsync(routes => routes.MapGet("/hello", () => "ok").OptionalJwt(_ => { }));
        (await required.GetAsync("/hello")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await removed.GetAsync("/hello")).Should().BeOk("ok");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Bad_credentials_cannot_be_ignored_where_a_token_is_required_and_the_cures_work(bool byGroup)
    {
        var start = () => TestApp.StartAsync(routes =>
        {
            if (byGroup)
                routes.MapGroup("/").RequireJwt(jwt => jwt.IgnoreBadCredentials()).MapGet("/hello", () => "ok").OptionalJwt();
            else
                routes.MapGet("/hello", () => "ok").RequireJwt(jwt => jwt.IgnoreBadCredentials());
        });
        await start.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*GET /hello*IgnoreBadCredentials()*Remove it, or call OptionalJwt() instead.*");

        await using var removed = await TestApp.StartAsync(routes => routes.MapGet("/hello", () => "ok").RequireJwt());
        await using var optional = await TestApp.StartAsync(
            routes => routes.MapGet("/hello", () => "ok").OptionalJwt(jwt => jwt.IgnoreBadCredentials()));
        (await removed.GetAsync("/hello", "undefined")).Should().BeRefused(JwtErrorCode.TokenMalformed);
        (await optional.GetAsync("/hello", "undefined")).Should().BeOk("ok");
    }

    [Test]
    public async Task An_optional_token_is_taken_from_the_locations_that_are_named()
    {
        await using var app = await StartAsync(jwt => jwt.From(TokenLocation.Query));
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/hello?jwt=" + token)).Should().BeOk("alice");
        (await app.GetAsync("/hello", token)).Should().BeOk("stranger");
        (await app.GetAsync("/hello?jwt=undefined")).Should().BeRefused(JwtErrorCode.TokenMalformed, "only cookies are ignored by default");
    }

    [Test]
    public async Task An_optional_token_may_be_a_refresh_token_whose_dead_cookie_is_ignored_and_never_cleared()
    {
        await using var app = await StartAsync(jwt => jwt.Refresh());
        var (access, refresh) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateRefreshToken("alice"));
        var cookie = ("Cookie", BrowserClient.Refresh(refresh));
        var sameOrigin = ("Sec-Fetch-Site", "same-origin");

        (await app.GetAsync("/hello", refresh)).Should().BeOk("alice");
        (await app.GetAsync("/hello", access)).Should().BeRefused(JwtErrorCode.TokenType);
        (await app.GetWithHeaderAsync("/hello", cookie, sameOrigin)).Should().BeOk("alice");
        await app.Jwt.RevokeAsync(app.ReadToken(refresh, TokenType.Refresh));

        using var dead = await app.GetWithHeaderAsync("/hello", cookie, sameOrigin);
        dead.Should().BeOk("stranger");
        dead.SetCookies().Should().BeEmpty();
    }

    [TestCase("Bearer undefined", JwtErrorCode.TokenMalformed)]
    [TestCase("Bearer", JwtErrorCode.HeaderMalformed)]
    [TestCase("Bearer a b", JwtErrorCode.HeaderMalformed)]
    [TestCase("Bearer {refresh}", JwtErrorCode.TokenType)]
    [TestCase("Bearer {revoked}", JwtErrorCode.TokenRevoked)]
    public async Task Bad_credentials_in_a_header_are_ignored_by_choice(string header, JwtErrorCode code)
    {
        await using var ignoring = await StartAsync(jwt => jwt.IgnoreBadCredentials());
        await using var plain = await StartAsync(_ => { });
        async Task<HttpResponseMessage> GetAsync(TestApp app)
        {
            var revoked = app.Jwt.CreateAccessToken("alice");
            await app.Jwt.RevokeAsync(app.ReadToken(revoked));
            return await app.GetWithHeaderAsync("/hello", ("Authorization", header
                .Replace("{refresh}", app.Jwt.CreateRefreshToken("alice"), StringComparison.Ordinal)
                .Replace("{revoked}", revoked, StringComparison.Ordinal)));
        }

        using var ignored = await GetAsync(ignoring);
        ignored.Should().BeOk("stranger");
        ignored.SetCookies().Should().BeEmpty();
        (await GetAsync(plain)).Should().BeRefused(code);
        (await ignoring.GetAsync("/hello", ignoring.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }

    [Test]
    public async Task What_is_ambiguous_or_could_not_be_looked_up_is_not_ignored()
    {
        var store = new ScriptedStore();
        await using var app = await StartAsync(jwt => jwt.IgnoreBadCredentials(), cfg => cfg.Revocation.UseStore(_ => store));
        var token = app.Jwt.CreateAccessToken("alice");
        var twice = $"{BrowserClient.Access(token)}; {BrowserClient.Access(token)}";

        (await app.GetWithHeaderAsync("/hello", ("Cookie", twice))).Should().BeRefused(JwtErrorCode.RequestAmbiguous);
        store.Fail = () => throw new IOException("gone");
        (await app.GetAsync("/hello", token)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        store.Fail = null;
        (await app.GetAsync("/hello", token)).Should().BeOk("alice");
    }

    [Test]
    public async Task Bad_tokens_in_a_body_and_used_tickets_are_ignored_by_choice()
    {
        await using var app = await StartAsync(jwt => jwt.From(TokenLocation.JsonBody, TokenLocation.Ticket).IgnoreBadCredentials());
        var token = app.Jwt.CreateAccessToken("alice");
        using var issued = await app.SendAsync(HttpMethod.Post, "/ticket?path=/hello", token);
        var ticket = (await issued.Content.ReadFromJsonAsync<Dictionary<string, object>>())!["ticket"];

        (await app.SendAsync(HttpMethod.Get, "/hello", content: JsonContent.Create(new { access_token = 7 }))).Should().BeOk("stranger");
        (await app.SendAsync(HttpMethod.Get, "/hello", content: JsonContent.Create(new { access_token = token }))).Should().BeOk("alice");
        (await app.GetAsync("/hello?ticket=" + ticket)).Should().BeOk("alice");
        (await app.GetAsync("/hello?ticket=" + ticket)).Should().BeOk("stranger");
    }

    [Test]
    public async Task Only_the_nearest_call_ignores_bad_credentials()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            var group = routes.MapGroup("/").OptionalJwt(jwt => jwt.IgnoreBadCredentials());
            group.MapGet("/group", () => "ok");
            group.MapGet("/own", () => "ok").OptionalJwt();
        });

        (await app.GetAsync("/group", "undefined")).Should().BeOk("ok");
        (await app.GetAsync("/own", "undefined")).Should().BeRefused(JwtErrorCode.TokenMalformed);
    }

    private static TestCaseData Case(string name, Action<JwtRequirementBuilder> restriction) =>
        new TestCaseData(restriction).SetArgDisplayNames(name);

    private static Task<TestApp> StartAsync(Action<JwtRequirementBuilder> requirement, Action<JwtOptions>? configure = null) =>
        TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/hello", (Token? token) => token?.Identity ?? "stranger").OptionalJwt(requirement);
                routes.MapJwtTicket();
            },
            cfg =>
            {
                cfg.Locations.Add(TokenLocation.Header);
                cfg.Locations.Add(TokenLocation.Cookie);
                configure?.Invoke(cfg);
            });
}
