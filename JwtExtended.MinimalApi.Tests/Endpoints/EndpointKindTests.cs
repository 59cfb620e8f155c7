using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Every kind of endpoint is protected, including those that do not run endpoint filters.</summary>
public sealed class EndpointKindTests
{
    [Test]
    public async Task A_group_protects_delegates_hubs_controllers_and_health_checks()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                var group = routes.MapGroup("/g").RequireJwt(jwt => jwt.Allow("ADMIN"));
                group.MapGet("/delegate", context => context.Response.WriteAsync(context.GetJwtToken()!.Identity));
                group.Map("/any", (RequestDelegate)(context => context.Response.WriteAsync("any")));
                group.MapHub<TestHub>("/hub");
                group.MapControllers();
                group.MapHealthChecks("/health");
                group.MapFallback(() => "fallback");
            },
            build: builder =>
            {
                builder.Environment.ApplicationName = typeof(EndpointKindTests).Assembly.GetName().Name!;
                builder.Services.AddSignalR();
                builder.Services.AddHealthChecks();
                builder.Services.AddControllers();
            });
        var (admin, user) = (app.Jwt.CreateAccessToken("alice", "ADMIN"), app.Jwt.CreateAccessToken("bob", "USER"));

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "/g/delegate"), (HttpMethod.Put, "/g/any"), (HttpMethod.Post, "/g/hub/negotiate?negotiateVersion=1"),
            (HttpMethod.Get, "/g/controller"), (HttpMethod.Get, "/g/health"), (HttpMethod.Get, "/g/nothing/here"),
        })
        {
            using var anonymous = await app.SendAsync(method, path);
            using var wrong = await app.SendAsync(method, path, user);
            using var right = await app.SendAsync(method, path, admin);
            anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
            wrong.Should().BeRefused(JwtErrorCode.AccessDenied);
            right.Should().BeOk();
        }
    }

    [Test]
    public async Task A_nullable_parameter_alone_is_optional_and_refuses_bad_credentials()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/hello", (Token? token) => token?.Identity ?? "stranger"));

        using var anonymous = await app.GetAsync("/hello");
        using var alice = await app.GetAsync("/hello", app.Jwt.CreateAccessToken("alice"));
        using var bad = await app.GetAsync("/hello", "a.b.c");
        using var basic = await app.GetWithHeaderAsync("/hello", ("Authorization", "Basic YTpi"));

        anonymous.Should().BeOk("stranger");
        alice.Should().BeOk("alice");
        bad.Should().BeRefused(JwtErrorCode.TokenMalformed);
        basic.Should().BeOk("stranger");
    }

    [Test]
    public async Task A_parameter_alone_protects_by_itself_inside_a_parameter_object_too()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapPost("/one", (Token token) => token.Identity);
            routes.MapPost("/two", ([AsParameters] Parameters all) => all.Token.Identity);
        });

        foreach (var path in new[] { "/one", "/two" })
        {
            using var anonymous = await app.SendAsync(HttpMethod.Post, path);
            using var alice = await app.SendAsync(HttpMethod.Post, path, app.Jwt.CreateAccessToken("alice"));
            anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
            alice.Should().BeOk("alice");
        }
    }

    [Test]
    public async Task WithoutJwt_opens_one_endpoint_of_a_group()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            var group = routes.MapGroup("/g").RequireJwt(jwt => jwt.Allow("ADMIN"));
            group.MapGet("/closed", () => "closed");
            group.MapGet("/open", (HttpContext context) => context.GetJwtToken() is null ? "open" : "token").WithoutJwt();
        });

        using var closed = await app.GetAsync("/g/closed");
        using var open = await app.GetAsync("/g/open");
        using var ignored = await app.GetAsync("/g/open", "rubbish");

        closed.Should().BeRefused(JwtErrorCode.TokenMissing);
        open.Should().BeOk("open");
        ignored.Should().BeOk("open");
        open.Headers.CacheControl.Should().BeNull();
    }

    [Test]
    public async Task A_filter_that_responds_first_is_not_reached_without_a_token()
    {
        await using var app = await TestApp.StartAsync(routes =>
            routes.MapGet("/it", () => "handler").AddEndpointFilter((_, _) => ValueTask.FromResult<object?>("filter")).RequireJwt());

        using var anonymous = await app.GetAsync("/it");
        using var alice = await app.GetAsync("/it", app.Jwt.CreateAccessToken("alice"));

        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
        alice.Should().BeOk("filter");
    }

    [Test]
    public async Task A_replaced_delegate_does_not_reach_the_handler_without_authentication()
    {
        var handler = RequestDelegateFactory.Create((Token? token) => "handler").RequestDelegate;
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/borrowed", handler));

        using var response = await app.GetAsync("/borrowed", app.Jwt.CreateAccessToken("alice"));

        ((int)response.StatusCode).Should().Be(500);
        app.Logs.GetSnapshot()
            .Should().Contain(record => record.Exception != null && record.Exception.Message.Contains("was not authenticated"));
    }

    [Test]
    public async Task Responses_are_described_and_the_implicit_200_is_kept()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/plain", () => Results.Ok()).RequireJwt();
            routes.MapGet("/typed", () => "text").RequireJwt();
            routes.MapGet("/named", () => Results.Ok()).Produces(204).RequireJwt();
            routes.MapGet("/open", () => Results.Ok()).WithoutJwt();
        });

        StatusesOf(app, "/plain").Should().BeEquivalentTo([200, 401, 403]);
        StatusesOf(app, "/typed").Should().BeEquivalentTo([200, 401, 403]);
        StatusesOf(app, "/named").Should().BeEquivalentTo([204, 401, 403]);
        StatusesOf(app, "/open").Should().BeEmpty();
    }

    private static IEnumerable<int> StatusesOf(TestApp app, string path) =>
        app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Single(endpoint => endpoint.RoutePattern.RawText == path)
            .Metadata.GetOrderedMetadata<Microsoft.AspNetCore.Http.Metadata.IProducesResponseTypeMetadata>()
            .Select(response => response.StatusCode);

    internal sealed record Parameters(Token Token);

    internal sealed class TestHub : Hub;
}
