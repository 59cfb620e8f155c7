using System.Net.WebSockets;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>What a protected response says to caches, however it is written.</summary>
public sealed class ResponseCachePolicyTests
{
    [Test]
    public async Task The_output_cache_is_off_before_the_handler_runs()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/page", (HttpContext context) =>
            {
                var cache = context.Features.Get<IOutputCacheFeature>()!.Context;
                return $"{cache.AllowCacheStorage} {cache.EnableOutputCaching}";
            }).CacheOutput().RequireJwt(),
            build: builder => builder.Services.AddOutputCache(),
            pipeline: app => app.UseOutputCache());

        (await app.GetAsync("/page", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("False False");
    }

    [Test]
    public async Task With_tokens_in_the_query_no_response_is_reused_even_if_a_handler_allows_it([Values] bool cached)
    {
        await using var app = await StartAsync(cached, async context =>
        {
            context.Response.Headers.Vary = "Accept";
            context.Response.Headers.CacheControl = "public, max-age=60";
            await context.Response.WriteAsync("ok");
        });

        using var response = await app.GetAsync("/query?jwt=" + app.Jwt.CreateAccessToken("alice"));

        response.Headers.Vary.Should().Equal("*");
        response.Headers.CacheControl!.ToString().Should().Be("no-store");
    }

    [Test]
    public async Task A_response_without_a_body_says_what_it_varies_by_too([Values] bool cached)
    {
        await using var app = await StartAsync(cached, context =>
        {
            context.Response.Headers.CacheControl = "public, max-age=60";
            context.Response.Headers.Remove("Vary");
            return Task.CompletedTask;
        });

        using var response = await app.GetAsync("/header", app.Jwt.CreateAccessToken("alice"));

        response.Should().BeOk("");
        response.Headers.Vary.Should().Equal("Authorization");
    }

    [Test]
    public async Task A_response_that_has_started_is_left_as_it_is([Values] bool cached)
    {
        await using var app = await StartAsync(cached, async context =>
        {
            await context.Response.StartAsync();
            await context.Response.WriteAsync("ok");
        });

        using var response = await app.GetAsync("/header", app.Jwt.CreateAccessToken("alice"));

        response.Should().BeOk("ok");
        response.Headers.Vary.Should().Equal("Authorization");
    }

    [Test]
    public async Task A_response_that_has_started_without_a_body_is_left_as_it_is([Values] bool cached)
    {
        await using var app = await StartAsync(cached, context => context.Response.StartAsync());

        using var response = await app.GetAsync("/header", app.Jwt.CreateAccessToken("alice"));

        response.Should().BeOk("");
        response.Headers.Vary.Should().Equal("Authorization");
    }

    [Test]
    public async Task A_connection_behind_a_cache_ends_without_an_error([Values] bool cached)
    {
        await using var app = await StartAsync(
            cached,
            static async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", context.RequestAborted);
            },
            static app => app.UseWebSockets().Use(static (context, next) =>
            {
                // What is missing after the start cannot be added any more.
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers.Remove("Cache-Control");
                    return Task.CompletedTask;
                });
                return next(context);
            }));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + app.Jwt.CreateAccessToken("alice"));

        await socket.ConnectAsync(new UriBuilder(new Uri(app.Client.BaseAddress!, "/header")) { Scheme = "ws" }.Uri, default);
        await socket.ReceiveAsync(new byte[16], default);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", default);
        await app.App.StopAsync();

        socket.CloseStatusDescription.Should().Be("done");
        app.Logs.GetSnapshot().Should().NotContain(static log => log.Level == LogLevel.Error);
    }

    [Test]
    public async Task After_the_endpoint_the_body_is_the_one_that_was_before_it([Values] bool fails)
    {
        var same = false;
        await using var app = await StartAsync(
            cached: true,
            context => fails ? throw new InvalidOperationException("broken") : context.Response.WriteAsync("ok"),
            app => app.Use(async (context, next) =>
            {
                var body = context.Response.Body;
                try
                {
                    await next(context);
                }
                finally
                {
                    same = ReferenceEquals(body, context.Response.Body);
                }
            }));

        using var response = await app.GetAsync("/header", app.Jwt.CreateAccessToken("alice"));

        ((int)response.StatusCode).Should().Be(fails ? 500 : 200);
        same.Should().BeTrue();
    }

    [Test]
    public async Task A_response_without_a_body_is_stored_for_its_caller_alone()
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapGet("/me", static context =>
            {
                context.Response.Headers["X-User"] = context.GetJwtToken()?.Identity ?? "nobody";
                context.Response.Headers.CacheControl = "public, max-age=60";
                context.Response.Headers.Remove("Vary");
                return Task.CompletedTask;
            }).OptionalJwt(),
            static cfg => cfg.Locations.Add(TokenLocation.Cookie),
            static builder => builder.Services.AddResponseCaching(),
            static app => app.UseResponseCaching());

        foreach (var user in new[] { "alice", "nobody", "bob", "nobody", "alice" })
        {
            var cookie = user == "nobody" ? "other=1" : BrowserClient.Access(app.Jwt.CreateAccessToken(user));
            using var response = await app.GetWithHeaderAsync("/me", ("Cookie", cookie));
            response.Headers.GetValues("X-User").Should().Equal(user);
        }
    }

    private static Task<TestApp> StartAsync(bool cached, RequestDelegate handler, Action<WebApplication>? pipeline = null) =>
        TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/header", handler).RequireJwt();
                routes.MapGet("/query", handler).RequireJwt(jwt => jwt.From(TokenLocation.Query));
            },
            build: builder => builder.Services.AddResponseCaching(),
            pipeline: app =>
            {
                if (cached)
                    app.UseResponseCaching();
                pipeline?.Invoke(app);
            });
}
