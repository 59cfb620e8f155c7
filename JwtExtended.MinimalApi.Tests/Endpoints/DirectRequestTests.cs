using System.Security.Claims;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>The delegate of a protected endpoint does everything itself, and only what a request needs.</summary>
public sealed class DirectRequestTests
{
    [TestCase("/throws")]
    [TestCase("/throws/at/once")]
    [TestCase("/fails")]
    [TestCase("/fails/later")]
    public async Task A_handler_whose_revocation_was_not_confirmed_responds_with_503(string path)
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/throws", string (Token token) => throw new RevocationStoreException("gone", null)).RequireJwt();
            routes.MapGet("/throws/at/once", string () => throw new RevocationStoreException("gone", null)).RequireJwt();
            routes.MapGet("/fails", Task (Token token) => Task.FromException(new RevocationStoreException("gone", null))).RequireJwt();
            routes.MapGet("/fails/later", async Task (Token token) =>
            {
                await Task.Yield();
                throw new RevocationStoreException("gone", null);
            }).RequireJwt();
        });
        var request = new DirectRequest(app, path, app.Jwt.CreateAccessToken("alice"));

        await request.InvokeAsync();

        request.Context.Response.StatusCode.Should().Be(503);
        request.ReadBody().Should().Contain("store_unavailable");
    }

    [Test]
    public async Task A_token_in_the_header_needs_neither_services_nor_the_cancellation_of_its_request()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/me", (Token token) => token.Identity).RequireJwt());
        var request = new DirectRequest(app, "/me", app.Jwt.CreateAccessToken("alice"));

        await request.InvokeAsync();

        request.ReadBody().Should().Be("alice");
        (request.ServiceUses, request.CancellationUses).Should().Be((0, 0));
    }

    [Test]
    public async Task An_endpoint_that_was_built_without_the_services_of_its_app_uses_those_of_the_request()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/me", (Token token) => token.Identity).RequireJwt());
        var builder = new RouteEndpointBuilder(
            context => context.Response.WriteAsync("handler"), Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/own"), 0);
        foreach (var item in DirectRequest.EndpointOf(app, "/me").Metadata.Where(static item => item is not EndpointGuard))
            builder.Metadata.Add(item);
        EndpointGuard.Attach(builder);
        var (endpoint, request) = (builder.Build(), new DirectRequest(app, "/me", app.Jwt.CreateAccessToken("alice")));
        request.Context.SetEndpoint(endpoint);

        await endpoint.RequestDelegate!(request.Context);

        request.ReadBody().Should().Be("handler");
    }

    [Test]
    public async Task A_guard_authenticates_no_request_for_an_endpoint_that_it_was_not_attached_to()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/me", (Token token) => token.Identity).RequireJwt());
        var request = new DirectRequest(app, "/me", app.Jwt.CreateAccessToken("alice"));
        var borrowed = new Endpoint(request.Endpoint.RequestDelegate, EndpointMetadataCollection.Empty, "borrowed");
        var guard = (EndpointGuard)request.Endpoint.RequestDelegate!.Target!;

        await guard.AuthenticateAsync(request.Context, borrowed);

        TokenFeature.Of(request.Context).Should().BeNull();
    }

    [Test]
    public async Task An_endpoint_that_requires_only_the_same_origin_looks_at_no_token()
    {
        var store = new ScriptedStore();
        await using var app = await TestApp.StartAsync(
            routes => routes.MapPost("/login", (ClaimsPrincipal user) => user.Identity!.Name ?? "nobody").RequireSameOrigin(),
            cfg => cfg.Revocation.UseStore(_ => store));

        using var response = await app.SendAsync(HttpMethod.Post, "/login", app.Jwt.CreateAccessToken("alice"));

        response.Should().BeOk("nobody");
        store.Lookups.Should().Be(0);
    }

    [Test]
    public async Task While_the_handler_of_an_error_page_runs_its_status_is_not_the_one_of_the_error()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/error", async (HttpContext context) =>
        {
            await gate.Task;
            return $"{context.Response.StatusCode}";
        }).AddEndpointFilter((context, next) => next(context)).RequireJwt());
        var request = new DirectRequest(app, "/error", app.Jwt.CreateAccessToken("alice"));
        request.Context.Response.StatusCode = 404;

        var running = request.InvokeAsync();
        gate.SetResult();
        await running;

        request.ReadBody().Should().Be("200");
        request.Context.Response.StatusCode.Should().Be(404);
    }

    [Test]
    public async Task A_hub_and_nothing_else_is_one()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapHub<Authentication.TokenExpiryMonitorTests.EmptyHub>("/hub").RequireJwt();
                routes.MapGet("/me", () => "ok").RequireJwt();
            },
            build: builder => builder.Services.AddSignalR());

        Protect(app, "/hub").Connections.Should().NotBeNull();
        Protect(app, "/me").Connections.Should().BeNull();
    }

    [Test]
    public async Task The_cache_headers_are_looked_at_again_behind_a_handler_only_where_it_may_have_changed_them_or_nothing_may_be_stored()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/plain", () => "ok").RequireJwt();
            routes.MapGet("/context", (HttpContext context) => "ok").RequireJwt();
            routes.MapGet("/query", () => "ok").RequireJwt(jwt => jwt.From(TokenLocation.Query));
        });

        Protect(app, "/plain").CanUndoHeaders.Should().BeFalse();
        Protect(app, "/context").CanUndoHeaders.Should().BeTrue();
        Protect(app, "/query").CanUndoHeaders.Should().BeTrue();
    }

    private static ProtectedEndpoint Protect(TestApp app, string path) =>
        (ProtectedEndpoint)app.Jwt.Runtime.Endpoints.Protection.Protect(DirectRequest.EndpointOf(app, path))!;
}
