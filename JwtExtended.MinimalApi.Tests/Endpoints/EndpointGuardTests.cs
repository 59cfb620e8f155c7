using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>A guard protects the endpoint that it was attached to, once, and refuses any other use of its delegate.</summary>
public sealed class EndpointGuardTests
{
    [Test]
    public void A_guard_is_attached_once()
    {
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0);

        EndpointGuard.Attach(builder);
        EndpointGuard.Attach(builder);

        builder.Metadata.OfType<EndpointGuard>().Should().ContainSingle();
        EndpointGuard.IsInFrontOf(builder.Build()).Should().BeTrue();
    }

    [Test]
    public void An_endpoint_without_a_delegate_has_no_guard()
    {
        var builder = new RouteEndpointBuilder(null, RoutePatternFactory.Parse("/"), 0);

        EndpointGuard.Attach(builder);

        builder.Metadata.Should().BeEmpty();
        builder.RequestDelegate.Should().BeNull();
    }

    [Test]
    public void Metadata_that_would_replace_an_endpoint_is_removed_at_any_position()
    {
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0)
        {
            Metadata = { new Dynamic(true), "a", new Dynamic(false), new Dynamic(true), "b" },
        };

        DynamicEndpointMarker.Disarm(builder);

        builder.Metadata.OfType<IDynamicEndpointMetadata>().Should().ContainSingle().Which.IsDynamic.Should().BeFalse();
        builder.Metadata.OfType<DynamicEndpointMarker>().Should().ContainSingle();
        builder.Metadata.Should().HaveCount(4);
    }

    [Test]
    public void What_replaces_nothing_is_left_alone()
    {
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0)
        {
            Metadata = { new Dynamic(false) },
        };

        DynamicEndpointMarker.Disarm(builder);

        builder.Metadata.Should().ContainSingle();
    }

    [Test]
    public async Task The_delegate_of_a_protected_endpoint_serves_no_other_endpoint_before_and_after_its_own_first_request()
    {
        Endpoint? seen = null;
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/own", () => "handler").RequireJwt(),
            pipeline: app =>
            {
                app.UseRouting();
                app.Use((context, next) =>
                {
                    if (context.Request.Path == "/own")
                        seen = context.GetEndpoint();
                    // Each list of endpoints has its own guards: the one that has served a request is that of the request.
                    if (context.Request.Path == "/borrowed")
                    {
                        context.SetEndpoint(new Endpoint(
                            (seen ?? EndpointOf(context, "/own")).RequestDelegate, EndpointMetadataCollection.Empty, "borrowed"));
                    }

                    return next(context);
                });
                app.UseEndpoints(_ => { });
            });
        var token = app.Jwt.CreateAccessToken("alice");

        using var before = await app.GetAsync("/borrowed", token);
        using var own = await app.GetAsync("/own", token);
        using var after = await app.GetAsync("/borrowed", token);

        ((int)before.StatusCode, (int)after.StatusCode).Should().Be((500, 500));
        own.Should().BeOk("handler");
        app.Logs.GetSnapshot().Where(record => record.Message.Contains("called for another endpoint"))
            .Should().HaveCount(2, "the guard itself refuses, and not the filter after it");
    }

    [Test]
    public async Task The_outcome_of_one_endpoint_does_not_open_another()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/inner", () => "inner handler").RequireJwt(jwt => jwt.Allow("ADMIN"));
            routes.MapGet("/outer", (RequestDelegate)(context => EndpointOf(context, "/inner").RequestDelegate!(context))).RequireJwt();
        });

        using var response = await app.GetAsync("/outer", app.Jwt.CreateAccessToken("alice"));

        ((int)response.StatusCode).Should().Be(500);
        (await response.Content.ReadAsStringAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task An_inner_guard_refuses_what_the_outer_one_has_not_authenticated()
    {
        RequestDelegate? inner = null;
        await using var app = await TestApp.StartAsync(routes =>
        {
            var outer = routes.MapGroup("/").RequireJwt();
            var group = outer.MapGroup("/");
            // Between the two guards.
            ((IEndpointConventionBuilder)group).Finally(endpoint =>
            {
                var guard = inner = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = context =>
                {
                    context.Response.Headers["X-Between"] = "1";
                    return guard(context);
                };
            });
            group.MapGet("/it", () => "handler").RequireJwt();
        },
        pipeline: app =>
        {
            app.UseRouting();
            app.Use((context, next) => context.Request.Query.ContainsKey("direct") ? inner!(context) : next(context));
            app.UseEndpoints(_ => { });
        });
        var token = app.Jwt.CreateAccessToken("alice");

        using var complete = await app.GetAsync("/it", token);
        using var direct = await app.GetAsync("/it?direct", token);

        complete.Should().BeOk("handler");
        complete.Headers.Should().Contain(header => header.Key == "X-Between");
        ((int)direct.StatusCode).Should().Be(500);
        (await direct.Content.ReadAsStringAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task The_static_class_uses_the_app_of_a_protected_endpoint_in_front_of_its_middleware()
    {
        await using var other = await TestApp.StartAsync(static _ => { });
        await using var app = await TestApp.StartAsync(
            static _ => { },
            static cfg => cfg.Issuer = "own",
            pipeline: static app => app.Map("/branch", static branch => branch.UseRouting().UseEndpoints(
                static routes => routes.MapGet("/token", static (Token token) => Jwt.CreateAccessToken(token.Identity)))));

        using var response = await app.GetAsync("/branch/token", app.Jwt.CreateAccessToken("alice"));
        using var anonymous = await app.GetAsync("/branch/token");

        response.Should().BeOk();
        app.Jwt.TryRead(await response.Content.ReadAsStringAsync(), out var token, out _).Should().BeTrue();
        (token!.Identity, token.Iss).Should().Be(("alice", "own"));
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    private static RouteEndpoint EndpointOf(HttpContext context, string path) =>
        context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Single(endpoint => endpoint.RoutePattern.RawText == path);

    private sealed class Dynamic(bool isDynamic) : IDynamicEndpointMetadata
    {
        public bool IsDynamic => isDynamic;
    }
}
