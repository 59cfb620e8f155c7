using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Each rule for endpoints at its limits: what still starts, and what does not.</summary>
public sealed class EndpointRuleTests
{
    private static IEnumerable<TestCaseData> Restrictions =>
    [
        Case("fresh", jwt => jwt.Fresh()),
        Case("allow", jwt => jwt.Allow("A")),
        Case("deny", jwt => jwt.Deny("A")),
        Case("scope", jwt => jwt.Scope("s")),
        Case("claim", jwt => jwt.Claim("c", "1")), Case("where", jwt => jwt.Where(_ => true)),
    ];

    [TestCaseSource(nameof(Restrictions))]
    public async Task No_restriction_of_a_group_is_lifted_by_OptionalJwt(Action<JwtRequirementBuilder> restriction)
    {
        var start = () => TestApp.StartAsync(
            routes => routes.MapGroup("/g").RequireJwt(restriction).MapGet("/me", () => "ok").OptionalJwt());

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*restrictions*");
    }

    [Test]
    public async Task A_type_or_a_location_of_a_group_is_not_a_restriction()
    {
        await using var app = await TestApp.StartAsync(routes =>
            routes.MapGroup("/g").RequireJwt(jwt => jwt.AnyType().From(TokenLocation.Header).SkipRevocationCheck())
                .MapGet("/me", () => "ok").OptionalJwt());

        (await app.GetAsync("/g/me")).Should().BeOk();
    }

    [Test]
    public async Task A_fresh_token_of_any_type_can_be_required()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/me", () => "ok").RequireJwt(jwt => jwt.AnyType().Fresh()));

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice", fresh: true))).Should().BeOk();
    }

    [Test]
    public async Task A_refresh_token_or_any_token_can_be_required_in_the_query()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", () => "ok").RequireJwt(jwt => jwt.AnyType().From(TokenLocation.Query)));

        (await app.GetAsync("/me?jwt=" + app.Jwt.CreateAccessToken("alice"))).Should().BeOk();
    }

    private static IEnumerable<TestCaseData> Policies =>
    [
        Policy("roles", policy => policy.RequireRole("A")),
        Policy("claims", policy => policy.RequireClaim("c")),
        Policy("a name", policy => policy.RequireUserName("alice")),
        Policy("a user", policy => policy.RequireAuthenticatedUser()),
        Policy("a user and an assertion", policy => policy.RequireAssertion(_ => true).RequireAuthenticatedUser()),
    ];

    [TestCaseSource(nameof(Policies))]
    public async Task A_policy_that_an_anonymous_user_fails_stops_the_start_unless_there_is_a_scheme(
        Action<AuthorizationPolicyBuilder> policy)
    {
        var start = () => TestApp.StartAsync(
            app => app.MapGet("/me", () => "ok").RequireJwt().RequireAuthorization(policy),
            build: builder => builder.Services.AddAuthorization());
        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*no default authentication scheme*");

        await using var withScheme = await TestApp.StartAsync(
            app => app.MapGet("/me", () => "ok").RequireJwt().RequireAuthorization(policy),
            build: builder => builder.Services.AddAuthorization().AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
                .AddCookie());
        withScheme.App.Urls.Should().NotBeEmpty();
    }

    [Test]
    public async Task A_policy_that_names_its_scheme_starts_without_a_default_one()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/me", () => "ok").RequireJwt()
                .RequireAuthorization(policy => policy.RequireAuthenticatedUser().AddAuthenticationSchemes("one")),
            build: builder => builder.Services.AddAuthorization().AddAuthentication().AddCookie("one").AddCookie("two"));

        app.App.Urls.Should().NotBeEmpty();
    }

    [Test]
    public async Task Authorization_of_an_endpoint_without_a_token_is_up_to_the_application()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGroup("/g").AllowAnonymous().MapGet("/me", (Token token) => "ok").RequireAuthorization();
                app.MapGet("/open", () => "ok").WithoutJwt().RequireAuthorization();
            },
            build: builder => builder.Services.AddAuthorization());

        (await app.GetAsync("/g/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk();
    }

    [Test]
    public async Task Every_error_of_an_endpoint_is_in_the_message()
    {
        var start = () => TestApp.StartAsync(
            routes => routes.MapPost("/me", (Token token) => "ok").RequireJwt(jwt => jwt.Allow("A").Deny("B").Refresh().Fresh())
                .AllowAnonymous());

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*Allow() beside Deny()*never fresh*AllowAnonymous()*");
    }

    [Test]
    public async Task AllowAnonymous_of_a_method_counts_where_it_is_overridden()
    {
        var start = () => TestApp.StartAsync(routes => routes.MapGet("/me", new Overriding().Handle).RequireJwt());

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*AllowAnonymous()*");
    }

    [Test]
    public async Task A_service_with_only_a_public_key_maps_no_endpoint_that_issues_tokens()
    {
        var start = () => TestApp.StartAsync(
            static routes => routes.MapJwtRefresh(),
            static cfg => cfg.PublicKey = TestKeys.PublicPem(TestKeys.RsaPem()),
            static builder => builder.Configuration["Jwt:SecretKey"] = null);

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*issues tokens, but only a public key is configured*");
    }

    [Test]
    public async Task A_policy_of_the_endpoint_replaces_the_fallback_policy()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", () => "ok").RequireJwt().RequireAuthorization(policy => policy.RequireAssertion(_ => true)),
            build: builder => builder.Services.AddJwtExtended().AddAuthorizationBuilder()
                .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk();
    }

    private static TestCaseData Case(string name, Action<JwtRequirementBuilder> restriction) =>
        new TestCaseData(restriction).SetArgDisplayNames(name);

    private static TestCaseData Policy(string name, Action<AuthorizationPolicyBuilder> policy) =>
        new TestCaseData(policy).SetArgDisplayNames(name);

    private class Overridden
    {
        [AllowAnonymous]
        public virtual string Handle() => "base";
    }

    private sealed class Overriding : Overridden
    {
        public override string Handle() => "ok";
    }
}
