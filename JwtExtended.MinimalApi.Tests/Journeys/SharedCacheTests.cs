using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>Alice, then Bob, then nobody on routes that an application caches.</summary>
public sealed class SharedCacheTests
{
    [Test]
    public async Task The_output_cache_never_gives_one_callers_page_to_another([Values] bool byPolicy, [Values] bool optional, [Values] bool byQuery)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                var page = routes.MapGet("/page", (HttpContext context) => context.GetJwtToken()?.Identity ?? "nobody");
                _ = optional ? page.OptionalJwt() : page.RequireJwt();
                var open = routes.MapGet("/open", () => Guid.CreateVersion7().ToString());
                if (!byPolicy)
                {
                    page.CacheOutput(policy => policy.Expire(TimeSpan.FromHours(1)).VaryByValue(_ => KeyValuePair.Create("one", "key")).SetVaryByQuery([]));
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

        (await Ask(app, "alice", byQuery)).Should().Be("alice");
        (await Ask(app, "bob", byQuery)).Should().Be("bob");
        (await Ask(app, null, byQuery)).Should().Be(optional ? "nobody" : "401");
        (await Ask(app, "alice", byQuery)).Should().Be("alice");
        (await app.Client.GetStringAsync("/open")).Should().Be(await app.Client.GetStringAsync("/open"), "the cache is at work");
    }

    [Test]
    public async Task Response_caching_never_gives_one_callers_page_to_another([Values("no", "cache-control", "both", "by MVC")] string replaced, [Values("header", "own header", "query")] string place)
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
                    return context.GetJwtToken()?.Identity ?? "nobody";
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
            builder => builder.Services.AddResponseCaching(),
            app => app.UseResponseCaching());

        (await AskAt("alice")).Should().Be("alice");
        (await AskAt("bob")).Should().Be("bob");
        (await AskAt(null)).Should().Be("nobody");
        (await AskAt("alice")).Should().Be("alice");
        (await app.Client.GetStringAsync("/open")).Should().Be(await app.Client.GetStringAsync("/open"), "the cache is at work");

        async Task<string> AskAt(string? who)
        {
            if (place != "own header")
                return await Ask(app, who, place == "query");
            using var response = await app.GetWithHeaderAsync("/page", who is null ? [] : [("X-Token", "Bearer " + app.Jwt.CreateAccessToken(who))]);
            return await response.Content.ReadAsStringAsync();
        }
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
    public async Task Answers_say_that_they_must_not_be_stored_and_what_they_vary_by()
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

    private static async Task<string> Ask(TestApp app, string? who, bool byQuery)
    {
        var token = who is null ? null : app.Jwt.CreateAccessToken(who);
        using var response = byQuery ? await app.GetAsync(token is null ? "/page" : "/page?jwt=" + token) : await app.GetAsync("/page", token);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
