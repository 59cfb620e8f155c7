using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds;

/// <summary>A reverse proxy (YARP) forwards what it is allowed to, before and after its configuration changes.</summary>
public sealed class ProxyTests : IAsyncDisposable
{
    private readonly ReloadListener _reloads = new();
    private TestApp _destination = null!;
    private TestApp? _app;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        await _destination.DisposeAsync();
    }

    [SetUp]
    public async Task StartDestinationAsync() =>
        _destination = await TestApp.StartAsync(routes => routes.MapGet("/{**path}", (HttpRequest request) =>
            $"{request.Path} {request.Headers.Authorization} {request.Headers.Cookie}"));

    [Test]
    public async Task A_proxy_forwards_with_a_token_of_the_right_role()
    {
        var app = await StartAsync(routes => routes.MapReverseProxy().RequireJwt(jwt => jwt.Allow("ADMIN")));
        var admin = app.Jwt.CreateAccessToken("ada", "ADMIN");

        (await app.GetAsync("/api/x")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/api/x", app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/api/x", admin)).Should().BeOk($"/api/x Bearer {admin} ");
        (await app.GetAsync("/elsewhere", admin)).Should().HaveStatusCode(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task A_step_of_a_proxy_runs_with_a_token_alone([Values] bool inGroup)
    {
        var users = new List<string?>();
        void AddStep(IReverseProxyApplicationBuilder proxy) => proxy.Use((context, next) =>
        {
            users.Add(context.GetJwtToken()?.Identity);
            return next();
        });
        var app = await StartAsync(routes => _ = inGroup
            ? routes.MapGroup("").RequireJwt().MapReverseProxy(AddStep)
            : routes.MapReverseProxy(AddStep).RequireJwt());

        (await app.GetAsync("/api/x")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/api/x", app.Jwt.CreateAccessToken("alice"))).Should().BeOk();

        users.Should().Equal("alice");
    }

    [Test]
    public async Task A_proxy_with_an_optional_token_refuses_a_bad_one()
    {
        var app = await StartAsync(routes => routes.MapReverseProxy().OptionalJwt());

        (await app.GetAsync("/api/x")).Should().BeOk("/api/x  ");
        (await app.GetAsync("/api/x", "a.b.c")).Should().BeRefused(JwtErrorCode.TokenMalformed);
    }

    [Test]
    public async Task A_proxy_in_a_protected_group_is_opened_by_WithoutJwt()
    {
        var app = await StartAsync(routes => routes.MapGroup("").RequireJwt().MapReverseProxy().WithoutJwt());

        (await app.GetAsync("/api/x")).Should().BeOk("/api/x  ");
    }

    [Test]
    public async Task A_new_configuration_is_protected_as_well()
    {
        var app = await StartAsync(routes => routes.MapReverseProxy().RequireJwt(jwt => jwt.Allow("ADMIN")));
        var (admin, user) = (app.Jwt.CreateAccessToken("ada", "ADMIN"), app.Jwt.CreateAccessToken("alice"));

        foreach (var path in new[] { "/second", "/third" })
        {
            await UpdateAsync(app, Route(path));

            (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.GetAsync(path, user)).Should().BeRefused(JwtErrorCode.AccessDenied);
            (await app.GetAsync(path, admin)).Should().BeOk($"{path} Bearer {admin} ");
        }

        (await app.GetAsync("/api/x", admin)).Should().HaveStatusCode(HttpStatusCode.NotFound, "the route is gone");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Routes_that_appear_later_are_protected_wherever_the_pipeline_routes(bool inBranch)
    {
        var app = await StartAsync(routes =>
        {
            if (inBranch)
            {
                routes.Map("/branch", branch => branch.UseRouting().UseEndpoints(static it => it.MapReverseProxy().RequireJwt()));
                return;
            }

            routes.UseRouting();
            routes.MapReverseProxy().RequireJwt();
        });
        var (token, pathBase) = (app.Jwt.CreateAccessToken("alice"), inBranch ? "/branch" : "");
        (await app.GetAsync(pathBase + "/api/x")).Should().BeRefused(JwtErrorCode.TokenMissing);
        // None for a moment, so that nothing tells any more that guards are needed.
        await UpdateAsync(app);
        await UpdateAsync(app, Route("/late"));

        (await app.GetAsync(pathBase + "/late")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync(pathBase + "/late", token)).Should().BeOk($"/late Bearer {token} ");
    }

    [Test]
    public async Task A_route_that_becomes_anonymous_stays_closed()
    {
        var app = await StartAsync(routes => routes.MapReverseProxy().RequireJwt());
        var token = app.Jwt.CreateAccessToken("alice");

        await UpdateAsync(app, Route("/api/{**rest}") with { AuthorizationPolicy = "Anonymous" }, Route("/other"));

        foreach (var path in new[] { "/api/x", "/other" })
        {
            (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.GetAsync(path, token)).Should().BeOk($"{path} Bearer {token} ");
        }
    }

    [Test]
    public async Task Routes_that_differ_name_their_policies_in_the_configuration()
    {
        var app = await StartAsync(
            routes => routes.MapReverseProxy(),
            static builder =>
            {
                builder.Services.AddJwtExtended();
                builder.Services.AddAuthorizationBuilder().AddPolicy("admin", static policy => policy.RequireRole("ADMIN"));
            },
            Route("/open"),
            Route("/user") with { AuthorizationPolicy = "default" },
            Route("/admin") with { AuthorizationPolicy = "admin" });
        var (admin, user) = (app.Jwt.CreateAccessToken("ada", "ADMIN"), app.Jwt.CreateAccessToken("alice"));

        (await app.GetAsync("/open")).Should().BeOk();
        (await app.GetAsync("/user")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/user", user)).Should().BeOk();
        (await app.GetAsync("/admin", user)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/admin", admin)).Should().BeOk();
    }

    [Test]
    public async Task A_forwarder_is_protected()
    {
        var app = await StartAsync(routes =>
        {
            routes.MapForwarder("/forward", _destination.Client.BaseAddress!.ToString()).RequireJwt();
            routes.MapGroup("/group").RequireJwt().MapForwarder("{**rest}", _destination.Client.BaseAddress!.ToString());
        });
        var token = app.Jwt.CreateAccessToken("alice");

        foreach (var path in new[] { "/forward", "/group/x" })
        {
            (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.GetAsync(path, token)).Should().BeOk($"{path} Bearer {token} ");
        }
    }

    [Test]
    public async Task A_cookie_is_forwarded_unless_a_transform_removes_it([Values] bool removes)
    {
        var app = await StartAsync(
            routes => routes.MapReverseProxy().RequireJwt(jwt => jwt.From(TokenLocation.Cookie)),
            removes
                ? Route("/api/{**rest}").WithTransformRequestHeaderRemove("Cookie")
                : Route("/api/{**rest}"));
        var cookie = BrowserClient.Access(app.Jwt.CreateAccessToken("alice"));

        using var response = await app.GetWithHeaderAsync("/api/x", ("Cookie", cookie));

        response.Should().BeOk(removes ? "/api/x  " : $"/api/x  {cookie}");
    }

    private static RouteConfig Route(string path) =>
        new() { RouteId = path, ClusterId = "destination", Match = new RouteMatch { Path = path } };

    private async Task UpdateAsync(TestApp app, params RouteConfig[] routes)
    {
        var applied = _reloads.NextAsync();
        app.App.Services.GetRequiredService<InMemoryConfigProvider>().Update(routes, [Cluster()]);
        await applied.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private ClusterConfig Cluster() => new()
    {
        ClusterId = "destination",
        Destinations = new Dictionary<string, DestinationConfig>
        {
            ["one"] = new() { Address = _destination.Client.BaseAddress!.ToString() },
        },
    };

    private Task<TestApp> StartAsync(Action<WebApplication> map, params RouteConfig[] routes) => StartAsync(map, build: null, routes);

    private async Task<TestApp> StartAsync(
        Action<WebApplication> map, Action<WebApplicationBuilder>? build, params RouteConfig[] routes) =>
        _app = await TestApp.StartAsync(
            map,
            build: builder =>
            {
                builder.Services.AddSingleton<IConfigChangeListener>(_reloads);
                builder.Services.AddReverseProxy().LoadFromMemory(routes is [] ? [Route("/api/{**rest}")] : routes, [Cluster()]);
                build?.Invoke(builder);
            });

    private sealed class ReloadListener : IConfigChangeListener
    {
        private TaskCompletionSource _applied = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task NextAsync()
        {
            _applied = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _applied.Task;
        }

        public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
        {
        }

        public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
        {
        }

        public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) =>
            _applied.TrySetException(exception);

        public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs) => _applied.TrySetResult();
    }
}
