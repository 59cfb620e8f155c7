using System.Net.Http.Json;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Responses with tokens are <c>no-store</c> (RFC 6749, 5.1) and in no cache, whatever their handlers return or write.</summary>
public sealed class TokenResponseTests
{
    private static readonly string[] Forms =
    [
        "pair", "Task", "ValueTask", "yielding Task", "Ok", "Results.Ok", "Json", "TypedResults.Json", "Results<>", "session",
        "JwtService", "anonymous", "nested", "object", "WriteAsJson",
    ];

    [TestCaseSource(nameof(Forms))]
    public async Task A_login_that_is_posted_is_not_stored_whatever_it_returns(string form)
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapPost("/login", HandlerOf(form, "alice")));

        using var response = await app.Client.PostAsJsonAsync("/login", new { });

        ShouldCarryTokens(response, await response.Content.ReadAsStringAsync());
    }

    [TestCaseSource(nameof(Forms))]
    public async Task A_login_that_is_got_is_not_stored_whatever_it_returns(string form)
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/login", HandlerOf(form, "alice")));

        using var response = await app.GetAsync("/login");

        // What is written by hand in answer to a GET is known where the service is a parameter, or the application has an output cache.
        if (form is not "WriteAsJson")
            ShouldCarryTokens(response, await response.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task No_cache_gives_the_tokens_of_alice_to_bob(
        [ValueSource(nameof(Forms))] string form, [Values("CacheOutput", "a base policy", "response caching")] string cache)
    {
        // What a handler declares public beside an access token of its own is its page, as far as anybody can tell.
        if (cache == "response caching" && form is "WriteAsJson" or "anonymous")
            return;
        var caller = "";
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                var login = routes.MapGet("/login", HandlerOf(form, () => caller, publicly: true));
                var open = routes.MapGet("/open", (HttpResponse response) =>
                {
                    response.Headers.CacheControl = "public, max-age=3600";
                    return Guid.CreateVersion7().ToString();
                });
                if (cache == "CacheOutput")
                {
                    login.CacheOutput(policy => policy.Expire(TimeSpan.FromHours(1)));
                    open.CacheOutput();
                }
            },
            build: builder => builder.Services.AddResponseCaching().AddOutputCache(options =>
            {
                if (cache == "a base policy")
                    options.AddBasePolicy(policy => policy.Cache());
            }),
            pipeline: app => _ = cache == "response caching" ? app.UseResponseCaching() : app.UseOutputCache());

        foreach (var name in new[] { "alice", "bob", "alice" })
        {
            caller = name;
            using var response = await app.GetAsync("/login");
            var body = await response.Content.ReadAsStringAsync();
            (await app.Jwt.ReadAsync(AccessTokenIn(body))).Token!.Identity.Should().Be(name);
            if (form != "anonymous")
                ShouldCarryTokens(response, body);
        }

        (await app.Client.GetStringAsync("/open")).Should().Be(await app.Client.GetStringAsync("/open"), "the cache is at work");
    }

    [Test]
    public async Task A_cache_behind_the_middleware_stores_no_tokens_either([Values("output", "response")] string cache)
    {
        var caller = "";
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                _ = cache == "output" ? routes.UseOutputCache() : routes.UseResponseCaching();
                routes.MapGet("/login", (HttpResponse response) => Results.Ok(Jwt.CreateTokenPair(caller))).CacheOutput();
            },
            build: builder => builder.Services.AddResponseCaching().AddOutputCache());

        foreach (var name in new[] { "alice", "bob" })
        {
            caller = name;
            using var response = await app.GetAsync("/login");
            var body = await response.Content.ReadAsStringAsync();
            ShouldCarryTokens(response, body);
            (await app.Jwt.ReadAsync(AccessTokenIn(body))).Token!.Identity.Should().Be(name);
        }
    }

    [Test]
    public async Task A_pair_stays_unstored_and_a_token_for_another_service_leaves_the_page_to_its_handler()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapPost("/login", (HttpResponse response) => Publicly(response, Jwt.CreateTokenPair("alice")));
            routes.MapPost("/page", (HttpResponse response) =>
            {
                Jwt.CreateAccessToken("another service");
                return Publicly(response, "a page");
            });
            routes.MapPost("/plain", (HttpResponse response) => Publicly(response, "a page"));
        });

        using var login = await app.SendAsync(HttpMethod.Post, "/login");
        using var page = await app.SendAsync(HttpMethod.Post, "/page");
        using var plain = await app.SendAsync(HttpMethod.Post, "/plain");

        ShouldCarryTokens(login, await login.Content.ReadAsStringAsync());
        page.Headers.CacheControl!.ToString().Should().Be("public, max-age=60");
        plain.Headers.CacheControl!.ToString().Should().Be("public, max-age=60");
        plain.Headers.Pragma.Should().BeEmpty();
    }

    [Test]
    public async Task A_protected_endpoint_that_returns_a_pair_keeps_it_out_of_caches_whatever_it_writes()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapPost("/password", (Token token, HttpResponse response) => Publicly(response, Jwt.CreateTokenPair(token.Identity)));
            routes.MapPost("/own", async (HttpContext context, JwtService jwt) =>
                Publicly(context.Response, (await jwt.RefreshAsync(context)).Pair!)).RequireRefreshJwt();
            routes.MapJwtRefresh();
        });
        var pair = app.Jwt.CreateTokenPair("alice");

        using var password = await app.SendAsync(HttpMethod.Post, "/password", pair.AccessToken);
        using var refresh = await app.SendAsync(HttpMethod.Post, "/refresh", pair.RefreshToken);
        using var own = await app.SendAsync(HttpMethod.Post, "/own", app.Jwt.CreateTokenPair("bob").RefreshToken);

        foreach (var response in new[] { password, refresh, own })
            ShouldCarryTokens(response, await response.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task A_refused_login_and_what_runs_behind_a_request_are_not_marked()
    {
        var (go, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapPost("/login", () => Results.Unauthorized());
            routes.MapPost("/start", () =>
            {
                _ = Task.Run(async () =>
                {
                    await go.Task;
                    Jwt.CreateTokenPair("alice");
                    done.SetResult();
                });
                return "started";
            });
            routes.MapPost("/next", async (HttpResponse response) =>
            {
                go.SetResult();
                await done.Task;
                return Publicly(response, "a page");
            });
        });

        using var refused = await app.SendAsync(HttpMethod.Post, "/login");
        using var started = await app.SendAsync(HttpMethod.Post, "/start");
        using var next = await app.SendAsync(HttpMethod.Post, "/next");

        refused.Headers.CacheControl.Should().BeNull();
        started.Headers.CacheControl.Should().BeNull();
        next.Headers.CacheControl!.ToString().Should().Be("public, max-age=60");
    }

    private static T Publicly<T>(HttpResponse response, T value)
    {
        response.Headers.CacheControl = "public, max-age=60";
        return value;
    }

    private static Delegate HandlerOf(string form, string identity) => HandlerOf(form, () => identity, publicly: false);

    private static Delegate HandlerOf(string form, Func<string> identity, bool publicly)
    {
        // The header is written before a token is issued: a result that is returned writes none.
        T With<T>(HttpResponse response, Func<T> create)
        {
            if (publicly)
                response.Headers.CacheControl = "public, max-age=3600";
            return create();
        }

        TokenPair Pair() => Jwt.CreateTokenPair(identity());
        return form switch
        {
            "pair" => (HttpResponse response) => With(response, Pair),
            "Task" => (HttpResponse response) => Task.FromResult(With(response, Pair)),
            "ValueTask" => (HttpResponse response) => ValueTask.FromResult(With(response, Pair)),
            "yielding Task" => async (HttpResponse response) =>
            {
                await Task.Yield();
                return With(response, Pair);
            }
            ,
            "Ok" => (HttpResponse response) => TypedResults.Ok(With(response, Pair)),
            "Results.Ok" => (HttpResponse response) => Results.Ok(With(response, Pair)),
            "Json" => (HttpResponse response) => Results.Json(With(response, Pair)),
            "TypedResults.Json" => (HttpResponse response) => TypedResults.Json(With(response, Pair)),
            "Results<>" => Results<Ok<TokenPair>, UnauthorizedHttpResult> (HttpResponse response) => TypedResults.Ok(With(response, Pair)),
            "session" => async (HttpResponse response) => Results.Ok(await With(response, () => Jwt.StartSessionAsync(identity()))),
            "JwtService" => async (HttpResponse response, JwtService jwt) =>
            {
                await Task.Yield();
                await With(response, () => response.WriteAsJsonAsync(jwt.CreateTokenPair(identity())));
            }
            ,
            "anonymous" => (HttpResponse response) => With(response, () => new { access_token = Jwt.CreateAccessToken(identity()) }),
            "nested" => (HttpResponse response) => With(response, () => new { user = identity(), tokens = Pair() }),
            "object" => object (HttpResponse response) => With(response, Pair),
            _ => (HttpResponse response) => With(response, () => response.WriteAsJsonAsync(Pair())),
        };
    }

    private static void ShouldCarryTokens(HttpResponseMessage response, string body)
    {
        response.Should().BeOk();
        AccessTokenIn(body).Should().NotBeEmpty();
        response.Headers.GetValues("Cache-Control").Should().Equal("no-store");
        response.Headers.GetValues("Pragma").Should().Equal("no-cache");
    }

    private static string AccessTokenIn(string body)
    {
        var json = JsonElement.Parse(body);
        return (json.TryGetProperty("tokens", out var tokens) ? tokens : json).GetProperty("access_token").GetString()!;
    }
}
