using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>Alice, then Bob, then an anonymous request, to routes that an application caches.</summary>
public sealed class SharedCacheTests
{
    [Test]
    public async Task The_output_cache_never_gives_one_callers_page_to_another(
        [Values] bool byPolicy, [Values] bool optional, [Values] bool byQuery)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                var page = routes.MapGet("/page", (HttpContext context) => context.GetJwtToken()?.Identity ?? "anonymous");
                _ = optional ? page.OptionalJwt() : page.RequireJwt();
                var open = routes.MapGet("/open", () => Guid.CreateVersion7().ToString());
                if (!byPolicy)
                {
                    page.CacheOutput(policy => policy
                        .Expire(TimeSpan.FromHours(1))
                        .VaryByValue(_ => KeyValuePair.Create("one", "key"))
                        .SetVaryByQuery([]));
                    open.CacheOutput();
                }
            },
            cfg => cfg.Locations.Add(byQuery ? TokenLocation.Query : TokenLocation.Header),
            builder => builder.Services.AddOutputCache(options =>
            {
                if (byPolicy)
                    options.AddBasePolicy(policy => policy.SetVaryByQuery([]));
            }),
            app => app.UseOutputCache());

        (await GetTextAsync(app, "alice", byQuery)).Should().Be("alice");
        (await GetTextAsync(app, "bob", byQuery)).Should().Be("bob");
        (await GetTextAsync(app, null, byQuery)).Should().Be(optional ? "anonymous" : "401");
        (await GetTextAsync(app, "alice", byQuery)).Should().Be("alice");
        (await app.Client.GetStringAsync("/open")).Should().Be(await app.Client.GetStringAsync("/open"), "the cache is at work");
    }

    [Test]
    public async Task Response_caching_never_gives_one_callers_page_to_another(
        [Values("no", "cache-control", "both", "by MVC")] string replaced,
        [Values("header", "own header", "query")] string place,
        [Values] bool compressed)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/page", (HttpContext context) =>
                {
                    if (replaced != "no")
                        context.Response.Headers.CacheControl = "public, max-age=3600";
                    if (replaced == "both")
                        context.Response.Headers.Vary = "Accept";
                    if (replaced == "by MVC")
                        context.Response.Headers.Remove("Vary");
                    return context.GetJwtToken()?.Identity ?? "anonymous";
                }).OptionalJwt();
                routes.MapGet("/open", (HttpContext context) =>
                {
                    context.Response.Headers.CacheControl = "public, max-age=3600";
                    return Guid.CreateVersion7().ToString();
                });
            },
            cfg =>
            {
                cfg.Locations.Add(place == "query" ? TokenLocation.Query : TokenLocation.Header);
                cfg.HeaderName = place == "own header" ? "X-Token" : "Authorization";
            },
            builder => builder.Services.AddResponseCaching().AddResponseCompression(),
            app =>
            {
                app.UseResponseCaching();
                // It adds to Vary while the body is written.
                if (compressed)
                    app.UseResponseCompression();
            });
        app.Client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "identity;q=0.5, x-unknown");

        (await GetTextOfAsync("alice")).Should().Be("alice");
        (await GetTextOfAsync("bob")).Should().Be("bob");
        (await GetTextOfAsync(null)).Should().Be("anonymous");
        (await GetTextOfAsync("alice")).Should().Be("alice");
        (await app.Client.GetStringAsync("/open")).Should().Be(await app.Client.GetStringAsync("/open"), "the cache is at work");

        async Task<string> GetTextOfAsync(string? who)
        {
            if (place != "own header")
                return await GetTextAsync(app, who, place == "query");
            using var response = await app.GetWithHeaderAsync(
                "/page", who is null ? [] : [("X-Token", "Bearer " + app.Jwt.CreateAccessToken(who))]);
            return await response.Content.ReadAsStringAsync();
        }
    }

    [Test]
    public async Task With_response_caching_bodies_and_error_pages_stay_complete()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/large", async (HttpContext context) =>
                {
                    for (var i = 0; i < 1000; i++)
                        await context.Response.WriteAsync(new string('x', 1000));
                }).RequireJwt();
                routes.MapGet("/sync", (HttpContext context) =>
                {
                    context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
                    context.Response.Body.Write("sy"u8);
                    context.Response.Body.Write("nc"u8.ToArray(), 0, 2);
                    context.Response.Body.Flush();
                }).RequireJwt();
                routes.MapGet("/unflushed", (HttpContext context) =>
                {
                    "text"u8.CopyTo(context.Response.BodyWriter.GetSpan(4));
                    context.Response.BodyWriter.Advance(4);
                }).RequireJwt();
                routes.MapGet("/empty", () => Results.NoContent()).RequireJwt();
                routes.MapGet("/gone", () => Results.NotFound()).RequireJwt();
                routes.MapGet("/error", () => "error page");
            },
            build: builder => builder.Services.AddResponseCaching(),
            pipeline: app => app.UseStatusCodePagesWithReExecute("/error").UseResponseCaching());
        var token = app.Jwt.CreateAccessToken("alice");

        using var large = await app.GetAsync("/large", token);
        using var empty = await app.GetAsync("/empty", token);
        using var gone = await app.GetAsync("/gone", token);

        (await large.Content.ReadAsStringAsync()).Should().HaveLength(1_000_000);
        (await app.GetAsync("/sync", token)).Should().BeOk("sync");
        (await app.GetAsync("/unflushed", token)).Should().BeOk("text");
        ((int)empty.StatusCode).Should().Be(204);
        ((int)gone.StatusCode).Should().Be(404);
        (await gone.Content.ReadAsStringAsync()).Should().Be("error page");
    }

    [Test]
    public async Task Vary_is_put_back_where_a_handler_replaced_it()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/page", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "private, max-age=5";
            context.Response.Headers.Vary = "Accept";
            return "ok";
        }).RequireJwt());

        using var response = await app.GetAsync("/page", app.Jwt.CreateAccessToken("alice"));

        response.Headers.Vary.Should().Equal("Accept", "Authorization");
        response.Headers.CacheControl!.Private.Should().BeTrue();
    }

    [Test]
    public async Task Responses_say_that_they_must_not_be_stored_and_what_they_vary_by()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/header", () => "ok").RequireJwt();
            routes.MapGet("/refresh", () => "ok").RequireRefreshJwt();
            routes.MapGet("/query", () => "ok").RequireJwt(jwt => jwt.From(TokenLocation.Query));
        });

        using var header = await app.GetAsync("/header", app.Jwt.CreateAccessToken("alice"));
        using var refresh = await app.GetAsync("/refresh");
        using var query = await app.GetAsync("/query");

        header.Headers.CacheControl!.NoStore.Should().BeTrue();
        header.Headers.Vary.Should().Equal("Authorization");
        refresh.Headers.Vary.Should().Equal("Authorization", "X-Refresh-Token");
        query.Headers.Vary.Should().Equal("*");
    }

    private static async Task<string> GetTextAsync(TestApp app, string? who, bool byQuery)
    {
        var token = who is null ? null : app.Jwt.CreateAccessToken(who);
        using var response = byQuery
            ? await app.GetAsync(token is null ? "/page" : "/page?jwt=" + token)
            : await app.GetAsync("/page", token);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsStringAsync()
            : ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
