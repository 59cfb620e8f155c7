using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>
/// A fallback policy leaves protected endpoints alone, for which they carry a policy. ASP.NET Core refuses to run what carries one where no
/// middleware evaluates it, since .NET 11: without a fallback policy, and on short circuits, they carry none.
/// </summary>
public sealed class FallbackPolicyTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Endpoints_carry_a_policy_where_a_fallback_policy_exists(bool exists)
    {
        await using var app = await StartAsync(exists);

        var endpoints = app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.ToDictionary(static it => it.DisplayName!);

        HasPolicy(endpoints["HTTP: GET /me"]).Should().Be(exists);
        HasPolicy(endpoints["HTTP: GET /parameter"]).Should().Be(exists);
        HasPolicy(endpoints["HTTP: GET /short"]).Should().BeFalse();
        HasPolicy(endpoints["HTTP: GET /open"]).Should().BeFalse();
    }

    [Test]
    public async Task A_fallback_policy_does_not_reach_short_circuits([Values] bool exists)
    {
        await using var app = await StartAsync(exists);
        var alice = app.Jwt.CreateAccessToken("alice");

        foreach (var path in new[] { "/me", "/parameter", "/short" })
        {
            (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.GetAsync(path, alice)).Should().BeOk("alice");
        }

        (await app.GetAsync("/open")).Should().HaveStatusCode(exists ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
    }

    [Test]
    public async Task A_fallback_policy_that_appears_while_the_application_runs_leaves_protected_endpoints_alone()
    {
        var policies = new LaterPolicies();
        await using var app = await StartAsync(exists: false, policies);
        var alice = app.Jwt.CreateAccessToken("alice");
        (await app.GetAsync("/open")).Should().BeOk();

        policies.Fallback = Denying;

        (await app.GetAsync("/open")).Should().HaveStatusCode(HttpStatusCode.Unauthorized);
        (await app.GetAsync("/me", alice)).Should().BeOk("alice");
        (await app.GetAsync("/parameter", alice)).Should().BeOk("alice");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_branch_with_routing_of_its_own_needs_authorization_of_its_own(bool hasAuthorization)
    {
        void Branch(IApplicationBuilder branch)
        {
            branch.UseRouting();
            if (hasAuthorization)
                branch.UseAuthorization();
            branch.UseEndpoints(static endpoints => endpoints.MapGet("/me", (Token token) => token.Identity).RequireJwt());
        }

        await using var app = await TestApp.StartAsync(
            routes => routes.Map("/branch", Branch),
            build: static builder => builder.Services.AddJwtExtended().AddAuthorizationBuilder()
                .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(static _ => true).Build()));

        using var response = await app.GetAsync("/branch/me", app.Jwt.CreateAccessToken("alice"));

        response.Should().HaveStatusCode(
            hasAuthorization || !DotNet.InsistsOnPolicies ? HttpStatusCode.OK : HttpStatusCode.InternalServerError);
    }

    private static AuthorizationPolicy Denying { get; } = new AuthorizationPolicyBuilder().RequireClaim("none").Build();

    private static bool HasPolicy(Endpoint endpoint) => endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null;

    private static Task<TestApp> StartAsync(bool exists, IAuthorizationPolicyProvider? provider = null) => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/me", (HttpContext context) => context.GetJwtToken()!.Identity).RequireJwt();
            routes.MapGet("/parameter", (Token token) => token.Identity);
            routes.MapGet("/short", (Token token) => token.Identity).RequireJwt().ShortCircuit();
            routes.MapGet("/open", () => "open");
        },
        build: builder =>
        {
            builder.Services.AddJwtExtended();
            if (exists)
                builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(Denying);
            if (provider is not null)
                builder.Services.AddSingleton(provider);
        });

    private sealed class LaterPolicies : IAuthorizationPolicyProvider
    {
        public AuthorizationPolicy? Fallback { get; set; }

        public bool AllowsCachingPolicies => false;

        public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => Task.FromResult<AuthorizationPolicy?>(null);

        public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(Denying);

        public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult(Fallback);
    }
}
