using System.Net.Http.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>Alice, Bob and nobody at a route that an application caches in every way it can, with the token in every location.</summary>
public sealed class CachedRouteTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Test]
    public async Task No_cache_gives_one_callers_page_to_another(
        [Values("CacheOutput", "a base policy", "response caching")] string cache,
        [Values(TokenLocation.Header, TokenLocation.Cookie, TokenLocation.Query, TokenLocation.JsonBody)] TokenLocation location,
        [Values] bool optional)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                var page = routes.MapGet("/page", (HttpContext context) =>
                {
                    context.Response.Headers.CacheControl = "public, max-age=3600";
                    context.Response.Headers.Remove("Vary");
                    return context.GetJwtToken()?.Identity ?? "nobody";
                });
                _ = optional ? page.OptionalJwt() : page.RequireJwt();
                var open = routes.MapGet("/open", (HttpContext context) =>
                {
                    context.Response.Headers.CacheControl = "public, max-age=3600";
                    return Guid.CreateVersion7().ToString();
                });
                if (cache == "CacheOutput")
                {
                    page.CacheOutput(policy => policy.Expire(TimeSpan.FromHours(1)).SetVaryByQuery([]));
                    open.CacheOutput();
                }
            },
            cfg => cfg.Locations.Add(location),
            builder => builder.Services.AddResponseCaching().AddOutputCache(options =>
            {
                if (cache == "a base policy")
                    options.AddBasePolicy(policy => policy.SetVaryByQuery([]));
            }),
            app => _ = cache == "response caching" ? app.UseResponseCaching() : app.UseOutputCache());
        var nobody = optional ? "nobody" : "401";

        (await GetTextAsync(app, location, "alice")).Should().Be("alice");
        (await GetTextAsync(app, location, null)).Should().Be(nobody);
        (await GetTextAsync(app, location, "bob")).Should().Be("bob");
        (await GetTextAsync(app, location, null)).Should().Be(nobody);
        (await GetTextAsync(app, location, "alice")).Should().Be("alice");
        (await app.Client.GetStringAsync("/open")).Should().Be(await app.Client.GetStringAsync("/open"), "the cache is at work");
    }

    [Test]
    public async Task A_response_to_a_token_in_the_body_is_never_stored_whatever_the_handler_says([Values] bool cached)
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/page", (HttpResponse response) =>
            {
                response.Headers.CacheControl = "public, max-age=3600";
                response.Headers.Vary = "Accept";
                return "ok";
            }).RequireJwt(jwt => jwt.From(TokenLocation.JsonBody, TokenLocation.Header)),
            build: builder => builder.Services.AddResponseCaching(),
            pipeline: app =>
            {
                if (cached)
                    app.UseResponseCaching();
            });

        using var response = await app.GetAsync("/page", app.Jwt.CreateAccessToken("alice"));

        response.Should().BeOk("ok");
        response.Headers.CacheControl!.ToString().Should().Be("no-store");
        response.Headers.Vary.Should().Equal("*");
    }

    [Test]
    public async Task One_callers_slow_page_holds_up_no_other(
        [Values("RequireJwt", "OptionalJwt", "Token", "Token?", "a group", "an attribute")] string protection,
        [Values("CacheOutput", "a base policy")] string cache)
    {
        var (entered, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                async Task<string> RespondAsync(HttpContext context)
                {
                    var who = context.GetJwtToken()!.Identity;
                    if (who == "alice")
                    {
                        entered.TrySetResult();
                        await go.Task;
                    }

                    return who;
                }

                var page = protection switch
                {
                    "RequireJwt" => routes.MapGet("/page", (Delegate)RespondAsync).RequireJwt(),
                    "OptionalJwt" => routes.MapGet("/page", (Delegate)RespondAsync).OptionalJwt(),
                    "Token" => routes.MapGet("/page", (HttpContext context, Token token) => RespondAsync(context)),
                    "Token?" => routes.MapGet("/page", (HttpContext context, Token? token) => RespondAsync(context)),
                    "a group" => routes.MapGroup("/").RequireJwt().MapGet("/page", (Delegate)RespondAsync),
                    _ => routes.MapGet("/page", [OutputCache] (HttpContext context, Token token) => RespondAsync(context)),
                };
                if (cache == "CacheOutput")
                    page.CacheOutput();
            },
            cfg => cfg.Locations.Add(TokenLocation.Cookie),
            builder => builder.Services.AddOutputCache(options =>
            {
                if (cache == "a base policy")
                    options.AddBasePolicy(policy => policy.Cache());
            }),
            app => app.UseOutputCache());

        var alice = GetTextAsync(app, TokenLocation.Cookie, "alice");
        await entered.Task.WaitAsync(Patience);
        try
        {
            (await GetTextAsync(app, TokenLocation.Cookie, "bob").WaitAsync(Patience)).Should().Be("bob");
        }
        finally
        {
            go.SetResult();
        }

        (await alice).Should().Be("alice");
    }

    private static async Task<string> GetTextAsync(TestApp app, TokenLocation location, string? who)
    {
        var token = who is null ? null : app.Jwt.CreateAccessToken(who);
        using var response = await SendAsync(app, location, token);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsStringAsync()
            : ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, TokenLocation location, string? token)
    {
        if (token is null)
            return await app.GetAsync("/page");
        switch (location)
        {
            case TokenLocation.Query:
                return await app.GetAsync("/page?jwt=" + token);
            case TokenLocation.Cookie:
                return await app.GetWithHeaderAsync("/page", ("Cookie", BrowserClient.Access(token)));
            case TokenLocation.JsonBody:
                return await app.SendAsync(HttpMethod.Get, "/page", content: JsonContent.Create(new { access_token = token }));
            default:
                return await app.GetAsync("/page", token);
        }
    }
}
