using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>A contradictory endpoint stops the start, and the message names the endpoint and the cure; similar endpoints start.</summary>
public sealed class EndpointValidatorTests
{
    private static IEnumerable<TestCaseData> Errors =>
    [
        Case(
            "*GET /me*takes a Token but also calls OptionalJwt()*'Token?'*",
            app => app.MapGet("/me", (Token token) => token.Identity).OptionalJwt()),
        Case(
            "*GET /g/me*takes a Token but also calls OptionalJwt()*",
            app => app.MapGroup("/g").OptionalJwt().MapGet("/me", (Token token) => token.Identity)),
        Case("*GET /me*Token*WithoutJwt()*", app => app.MapGet("/me", (Token token) => token.Identity).WithoutJwt()),
        Case("*POST /refresh*OptionalJwt() or WithoutJwt()*Remove the call*", app => app.MapJwtRefresh().OptionalJwt()),
        Case("*POST /refresh*OptionalJwt() or WithoutJwt()*Remove the call*", app => app.MapJwtRefresh().WithoutJwt()),
        Case("*POST /logout*OptionalJwt() or WithoutJwt()*", app => app.MapJwtLogout().OptionalJwt()),
        Case("*POST /ticket*OptionalJwt() or WithoutJwt()*", app => app.MapJwtTicket().WithoutJwt()),
        Case(
            "*GET /page*the page '/Secret.cshtml' is compiled when it is requested*remove AddRazorRuntimeCompilation()*",
            app => app.MapGet("/page", () => "ok").RequireJwt()
                .WithMetadata(new PageActionDescriptor { RelativePath = "/Secret.cshtml" })),
        Case("*GET /me*Token*WithoutJwt()*", app => app.MapGet("/me", (Token? token) => token?.Identity).WithoutJwt()),
        Case("*GET /me*Allow() beside Deny()*", app => app.MapGet("/me", () => "ok").RequireJwt(jwt => jwt.Allow("A").Deny("B"))),
        Case(
            "*GET /g/me*OptionalJwt()*restrictions*",
            app => app.MapGroup("/g").RequireJwt(jwt => jwt.Allow("A")).MapGet("/me", () => "ok").OptionalJwt()),
        Case(
            "*GET /g/me*OptionalJwt()*restrictions*",
            app => app.MapGroup("/g").RequireFreshJwt().MapGet("/me", (Token? token) => "ok").OptionalJwt()),
        Case("*GET /me*AllowAnonymous()*WithoutJwt()*", app => app.MapGet("/me", () => "ok").RequireJwt().AllowAnonymous()),
        Case("*GET /me*AllowAnonymous()*", app => app.MapGet("/me", (HttpContext context) => "ok").AllowAnonymous().RequireJwt()),
        Case("*GET /me*AllowAnonymous()*", app => app.MapGet("/me", (Token token) => token.Identity).AllowAnonymous()),
        Case("*GET /me*AllowAnonymous()*", app => app.MapGet("/me", [AllowAnonymous] (Token token) => token.Identity)),
        Case("*GET /me*AllowAnonymous()*", app => app.MapGet("/me", [AllowAnonymous] () => "ok").RequireJwt()),
        Case("*GET /me*AllowAnonymous()*", app => app.MapGet("/me", new DerivedHandler().Get).RequireJwt()),
        Case("*GET /g/me*AllowAnonymous()*", app => app.MapGroup("/g").RequireJwt().MapGet("/me", (int? x) => "ok").AllowAnonymous()),
        Case("*POST /me*Foreign+Token*not the Token of JwtExtended*", app => app.MapPost("/me", (Foreign.Token token) => token.Identity)),
        Case("*GET /me*Foreign+Token*", app => app.MapGet("/me", ([AsParameters] Foreign.Parameters all) => all.Token.Identity)),
        Case("*POST /me*not the Token of JwtExtended*", app => app.MapPost("/me", (Foreign.TokenValue.Token? token) => token?.Identity)),
        Case("*POST /me*not the Token of JwtExtended*", app => app.MapPost("/me", (Foreign.Token[] tokens) => tokens.Length)),
        Case(
            "*POST /me*refresh token*query*From(TokenLocation.Header)*",
            app => app.MapPost("/me", () => "ok").RequireJwt(jwt => jwt.Refresh().From(TokenLocation.Query))),
        Case("*POST /me*refresh tokens are never fresh*", app => app.MapPost("/me", () => "ok").RequireJwt(jwt => jwt.Refresh().Fresh())),
    ];

    private static IEnumerable<TestCaseData> Sound =>
    [
        Case("Token with RequireJwt", app => app.MapGet("/me", (Token token) => token.Identity).RequireJwt()),
        Case("Token alone", app => app.MapGet("/me", (Token token) => token.Identity)),
        Case("Token? with OptionalJwt", app => app.MapGet("/me", (Token? token) => token?.Identity).OptionalJwt()),
        Case("Token? alone", app => app.MapGet("/me", (Token? token) => token?.Identity)),
        Case(
            "Allow and Deny of two calls",
            app => app.MapGroup("/g").RequireJwt(jwt => jwt.Deny("B")).MapGet("/me", () => "ok").RequireJwt(jwt => jwt.Allow("A"))),
        Case("optional below a group without restrictions", app => app.MapGroup("/g").RequireJwt().MapGet("/me", () => "ok").OptionalJwt()),
        Case(
            "open below a group with restrictions",
            app => app.MapGroup("/g").RequireJwt(jwt => jwt.Allow("A")).MapGet("/me", () => "ok").WithoutJwt()),
        Case(
            "AllowAnonymous of a group",
            app => app.MapGroup("/g").AllowAnonymous().MapGet("/me", (Token token) => token.Identity).RequireJwt()),
        Case(
            "AllowAnonymous of a group, without a parameter",
            app => app.MapGroup("/g").AllowAnonymous().MapGet("/me", () => "ok").RequireJwt()),
        Case(
            "AllowAnonymous beside WithoutJwt",
            app => app.MapGroup("/g").RequireJwt().MapGet("/me", () => "ok").WithoutJwt().AllowAnonymous()),
        Case("AllowAnonymous alone", app => app.MapGet("/me", () => "ok").AllowAnonymous()),
        Case("a foreign Token on a protected endpoint", app => app.MapPost("/me", (Foreign.Token token) => token.Identity).RequireJwt()),
        Case("a foreign Token that is meant", app => app.MapPost("/me", (Foreign.Token token) => token.Identity).WithoutJwt()),
        Case(
            "a tag on the group and on the handler",
            app => app.MapGroup("/g").WithTags("a").AllowAnonymous().MapGet("/me", [Tags("a")] () => "ok").RequireJwt()),
        Case(
            "a refresh token by header",
            app => app.MapPost("/me", () => "ok").RequireJwt(jwt => jwt.Refresh().From(TokenLocation.Query, TokenLocation.Header))),
    ];

    [TestCaseSource(nameof(Errors))]
    public async Task A_contradictory_endpoint_stops_the_start(string message, Action<WebApplication> routes)
    {
        var start = () => TestApp.StartAsync(routes);

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage(message);
    }

    [TestCaseSource(nameof(Sound))]
    public async Task A_consistent_endpoint_starts(string what, Action<WebApplication> routes)
    {
        await using var app = await TestApp.StartAsync(routes);

        app.App.Urls.Should().NotBeEmpty(what);
    }

    [Test]
    public async Task All_errors_of_endpoints_are_in_one_message()
    {
        var start = () => TestApp.StartAsync(routes =>
        {
            routes.MapGet("/one", (Token token) => token.Identity).OptionalJwt();
            routes.MapGet("/two", () => "ok").RequireJwt().AllowAnonymous();
        });

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*GET /one*GET /two*");
    }

    [Test]
    public async Task A_groups_AllowAnonymous_never_opens_an_endpoint()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            var group = routes.MapGroup("/g").AllowAnonymous();
            group.MapGet("/required", () => "ok").RequireJwt();
            group.MapGet("/token", (Token token) => token.Identity);
        });

        foreach (var path in new[] { "/g/required", "/g/token" })
        {
            using var anonymous = await app.GetAsync(path);
            using var alice = await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"));
            anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
            alice.Should().BeOk();
        }
    }

    [TestCase("required", true)]
    [TestCase("assertion", true)]
    [TestCase("required", false)]
    public async Task A_policy_that_nothing_could_refuse_with_stops_the_start_and_its_cure_works(string how, bool withToken)
    {
        Task<TestApp> StartAsync(Action<IServiceCollection> register) => TestApp.StartAsync(
            routes =>
            {
                var me = routes.MapGet("/me", () => "ok");
                if (withToken)
                    me.RequireJwt();
                _ = how == "required"
                    ? me.RequireAuthorization()
                    : me.RequireAuthorization(policy => policy.RequireAssertion(static context => context.User.Identity?.Name == "alice"));
            },
            build: builder => register(builder.Services));

        var withoutScheme = () => StartAsync(static services => services.AddAuthorization());
        var withoutAuthorization = () => StartAsync(static _ => { });
        await using var cured = await StartAsync(static services => services.AddJwtExtended());

        await withoutScheme.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*GET /me*no default authentication scheme*builder.Services.AddJwtExtended()*");
        await withoutAuthorization.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*GET /me*not registered*builder.Services.AddJwtExtended()*");
        (await cured.GetAsync("/me", cured.Jwt.CreateAccessToken("alice"))).Should().BeOk("ok");
        (await cured.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task A_fallback_policy_leaves_what_requires_a_token_alone([Values] bool withScheme)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/me", () => "ok").RequireJwt();
                routes.MapGet("/perhaps", (Token? token) => token?.Identity ?? "nobody").OptionalJwt();
                routes.MapGet("/parameter", (Token token) => token.Identity);
                routes.MapGet("/maybe", (Token? token) => token?.Identity ?? "nobody");
                routes.MapGet("/open", () => "open");
            },
            build: builder =>
            {
                builder.Services.AddAuthorizationBuilder()
                    .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
                if (withScheme)
                    builder.Services.AddJwtExtended();
            });
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/me", token)).Should().BeOk("ok");
        (await app.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/perhaps", token)).Should().BeOk("alice");
        (await app.GetAsync("/perhaps")).Should().BeOk("nobody");
        (await app.GetAsync("/parameter", token)).Should().BeOk("alice");
        (await app.GetAsync("/parameter")).Should().BeRefused(JwtErrorCode.TokenMissing);
        if (!withScheme)
            return;
        (await app.GetAsync("/open", token)).Should().BeOk("open");
        (await app.GetAsync("/open")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/maybe", token)).Should().BeOk("alice");
        (await app.GetAsync("/maybe")).Should().BeRefused(JwtErrorCode.TokenMissing, "an optional parameter opens nothing by itself");
    }

    [Test]
    public async Task A_fallback_policy_that_accepts_anonymous_users_starts()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", () => "ok").RequireJwt(),
            build: builder => builder.Services.AddAuthorizationBuilder()
                .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => true).Build()));

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk();
        (await app.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task An_endpoint_for_dynamic_controllers_stops_the_start_and_is_closed_when_it_appears_later()
    {
        var start = () => TestApp.StartAsync(
            routes => routes.MapFallbackToController("Get", "Test").RequireJwt(),
            build: AddControllers);
        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*MapControllers()*");

        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", () => "ok").RequireJwt(),
            build: AddControllers);
        app.App.MapFallbackToController("Get", "Test").RequireJwt();
        using var late = await app.GetAsync("/anything", app.Jwt.CreateAccessToken("alice"));
        ((int)late.StatusCode).Should().Be(500);
    }

    [Test]
    public async Task A_convention_that_wraps_or_replaces_the_delegate_runs_after_the_guard()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/wrapped", (Token token) => token.Identity).RequireJwt().Add(endpoint =>
            {
                var inner = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = context =>
                {
                    context.Response.Headers["X-Wrapped"] = context.GetJwtToken()!.Identity;
                    return inner(context);
                };
            });
            routes.MapGet("/replaced", (Token token) => token.Identity).RequireJwt()
                .Add(endpoint => endpoint.RequestDelegate = context => context.Response.WriteAsync("replaced"));
        });

        foreach (var (path, body) in new[] { ("/wrapped", "alice"), ("/replaced", "replaced") })
        {
            (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"))).Should().BeOk(body);
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_is_put_in_front_of_a_guard_or_in_its_place_is_behind_one(bool isLate)
    {
        static void Map(IEndpointRouteBuilder routes)
        {
            routes.MapGet("/parameter", (Token token) => token.Identity)
                .Add(static endpoint => endpoint.RequestDelegate = static context => context.Response.WriteAsync("replaced"));
            routes.MapGet("/call", () => "ok").RequireJwt()
                .Finally(static endpoint => endpoint.RequestDelegate = static context => context.Response.WriteAsync("replaced"));
            routes.MapPost("/origin", () => "in").RequireSameOrigin()
                .Finally(static endpoint => endpoint.RequestDelegate = static context => context.Response.WriteAsync("replaced"));
        }

        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/me", () => "ok").RequireJwt();
            if (!isLate)
                Map(routes);
        });
        if (isLate)
            Map(app.App);
        var alice = app.Jwt.CreateAccessToken("alice");

        foreach (var path in new[] { "/parameter", "/call" })
        {
            (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.GetAsync(path, alice)).Should().BeOk("replaced");
        }

        (await app.PostAsync("/origin", ("Sec-Fetch-Site", "cross-site"))).Should().BeRefused(JwtErrorCode.CsrfMismatch);
        (await app.PostAsync("/origin", ("Sec-Fetch-Site", "same-origin"))).Should().BeOk("replaced");
    }

    [Test]
    public async Task Authorization_beside_a_scheme_starts()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", () => "ok").RequireJwt().RequireAuthorization(),
            build: builder => builder.Services.AddAuthorization().AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
                .AddCookie());

        app.App.Urls.Should().NotBeEmpty();
    }

    [Test]
    public async Task A_contradictory_endpoint_that_appears_later_is_closed_and_does_not_affect_the_others()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/me", () => "ok").RequireJwt());
        app.App.MapGet("/late-bad", (Token token) => token.Identity).OptionalJwt();
        app.App.MapGet("/late-good", (Token token) => token.Identity).RequireJwt();
        var token = app.Jwt.CreateAccessToken("alice");

        using var lateBad = await app.GetAsync("/late-bad", token);
        using var lateGood = await app.GetAsync("/late-good", token);
        using var lateAnonymous = await app.GetAsync("/late-good");
        using var me = await app.GetAsync("/me", token);

        ((int)lateBad.StatusCode).Should().Be(500);
        app.Logs.GetSnapshot().Should().Contain(
            record => record.Message.Contains("OptionalJwt()") && record.Category == "JwtExtended.MinimalApi" && record.Id.Id == 10);
        lateGood.Should().BeOk("alice");
        lateAnonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
        me.Should().BeOk();
    }

    [Test]
    public async Task Without_Initialize_a_protected_route_is_closed_and_says_why()
    {
        var builder = TestApp.CreateBuilder();
        await using var app = builder.Build();
        app.MapGet("/required", () => "open").RequireJwt();
        app.MapGet("/token", (Token token) => token.Identity);
        app.MapGet("/optional", () => "open").OptionalJwt();
        app.MapGet("/other", () => "open");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        foreach (var path in new[] { "/required", "/token", "/optional" })
            ((int)(await client.GetAsync(path)).StatusCode).Should().Be(500);
        (await client.GetStringAsync("/other")).Should().Be("open");
        app.Services.GetRequiredService<Microsoft.Extensions.Logging.Testing.FakeLogCollector>().GetSnapshot()
            .Should().Contain(record => record.Message.Contains("Jwt.Initialize(app) was not called"));
        await app.StopAsync();
    }

    [Test]
    public void Initialize_twice_is_misuse()
    {
        var app = TestApp.CreateBuilder().Build();
        Jwt.Initialize(app);

        var again = () => Jwt.Initialize(app);

        again.Should().Throw<InvalidOperationException>().WithMessage("*twice*");
    }

    private static void AddControllers(WebApplicationBuilder builder)
    {
        builder.Environment.ApplicationName = typeof(EndpointValidatorTests).Assembly.GetName().Name!;
        builder.Services.AddControllers();
    }

    private class OpenHandler
    {
        [AllowAnonymous]
        public virtual int Get() => 1;
    }

    private sealed class DerivedHandler : OpenHandler
    {
        public override int Get() => 2;
    }

    private static TestCaseData Case(string what, Action<WebApplication> routes) => new(what, routes);
}
