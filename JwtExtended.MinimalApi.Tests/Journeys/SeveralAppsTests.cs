using System.Net.Http.Json;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>Apps of one process are independent of each other.</summary>
public sealed class SeveralAppsTests
{
    private static Task<TestApp> StartAsync(string issuer) => TestApp.StartAsync(
        routes =>
        {
            routes.MapPost("/login/{name}", (string name) => Jwt.CreateAccessToken(name));
            routes.MapGet("/me", (Token token) => $"{token.Identity} of {token.Iss}").RequireJwt();
            routes.MapGet("/service", (JwtService jwt, HttpContext context) =>
                ReferenceEquals(jwt, context.GetJwtService()) && ReferenceEquals(jwt, Jwt.For(context.RequestServices)));
        },
        cfg => cfg.Issuer = issuer);

    [Test]
    public async Task The_static_class_uses_the_app_that_handles_the_request()
    {
        await using var a = await StartAsync("a");
        await using var b = await StartAsync("b");

        await Parallel.ForAsync(0, 100, async (i, _) =>
        {
            var (app, name) = i % 2 == 0 ? (a, "a") : (b, "b");
            using var login = await app.SendAsync(HttpMethod.Post, "/login/alice");
            using var me = await app.GetAsync("/me", await login.Content.ReadAsStringAsync(_));
            me.Should().BeOk($"alice of {name}");
        });
        (await b.GetAsync("/me", a.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.TokenInvalid);
        (await a.Client.GetStringAsync("/service")).Should().Be("true");
    }

    [Test]
    public async Task An_app_that_calls_another_one_in_process_keeps_its_own_voice()
    {
        await using var inner = await InProcessAsync("inner", app => app.MapGet("/token", () => Jwt.CreateAccessToken("inner")));
        await using var outer = await InProcessAsync("outer", app => app.MapGet("/token", async () =>
        {
            var before = Jwt.CreateAccessToken("outer");
            var between = await inner.GetTestClient().GetStringAsync("/token");
            return new[] { before, between, Jwt.CreateAccessToken("outer") };
        }));

        var tokens = await outer.GetTestClient().GetFromJsonAsync<string[]>("/token");

        tokens!.Select(token => TokenForge.DecodePart(token, 1)).Should().SatisfyRespectively(
            first => first.Should().Contain("\"iss\":\"outer\""),
            second => second.Should().Contain("\"iss\":\"inner\""),
            third => third.Should().Contain("\"iss\":\"outer\""));
    }

    [Test]
    public async Task A_request_in_flight_does_not_notice_that_another_app_starts_and_stops()
    {
        var (entered, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/slow", async () =>
        {
            entered.SetResult();
            await go.Task;
            return Jwt.CreateAccessToken("alice");
        }), cfg => cfg.Issuer = "first");

        var asking = app.GetAsync("/slow");
        await entered.Task;
        await using (var other = await StartAsync("other"))
            go.SetResult();

        using var response = await asking;
        TokenForge.DecodePart(await response.Content.ReadAsStringAsync(), 1).Should().Contain("\"iss\":\"first\"");
    }

    [Test]
    public async Task A_middleware_that_throws_leaves_its_caller_without_a_current_app([Values] bool throws)
    {
        await using var other = await StartAsync("other");
        var outside = new List<string>();
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.Use(next => context => throws ? throw new InvalidOperationException(Jwt.CreateAccessToken("alice")) : next(context));
                routes.MapGet("/open", () => Jwt.CreateAccessToken("alice"));
            },
            cfg => cfg.Issuer = "own",
            // Not async: it keeps what the pipeline behind it leaves in its flow.
            pipeline: app => app.Use(next => context =>
            {
                var running = Task.CompletedTask;
                try
                {
                    running = next(context);
                }
                catch (InvalidOperationException e)
                {
                    outside.Add(TokenForge.DecodePart(e.Message, 1));
                }

                outside.Add(FluentActions.Invoking(() => Jwt.CreateAccessToken("alice")).Should().Throw<Exception>().Which.Message);
                return running;
            }));

        using var response = await app.GetAsync("/open");

        response.Should().BeOk();
        outside[^1].Should().Contain("apps of this process");
        (throws ? outside[0] : TokenForge.DecodePart(await response.Content.ReadAsStringAsync(), 1)).Should().Contain("\"iss\":\"own\"");
    }

    [Test]
    public async Task Work_that_a_request_began_never_speaks_for_another_app()
    {
        var (go, work) = (new TaskCompletionSource(), new TaskCompletionSource<Task<string>>());
        await using var other = await StartAsync("other");
        await using (var app = await TestApp.StartAsync(routes => routes.MapGet("/begin", () =>
        {
            work.SetResult(Task.Run(async () =>
            {
                await go.Task;
                return Jwt.CreateAccessToken("alice");
            }));
            return "begun";
        })))
        {
            (await app.GetAsync("/begin")).Should().BeOk("begun");
        }

        go.SetResult();

        await (await work.Task).Invoking(task => task).Should().ThrowAsync<InvalidOperationException>().WithMessage("*has stopped*");
    }

    [Test]
    public async Task Outside_a_request_several_apps_are_ambiguous()
    {
        await using var a = await StartAsync("a");
        await using var b = await StartAsync("b");

        var create = () => Jwt.CreateAccessToken("alice");

        create.Should().Throw<InvalidOperationException>().WithMessage("*apps of this process*JwtService*");
        a.Jwt.CreateAccessToken("alice").Should().NotBeEmpty();
    }

    [Test]
    public async Task Outside_a_request_the_static_class_uses_the_only_running_app()
    {
        // A copy of the assembly has its own static fields, without the apps of other tests.
        var context = new AssemblyLoadContext("alone", isCollectible: true);
        var jwtClass = context.LoadFromAssemblyPath(typeof(Jwt).Assembly.Location).GetType(typeof(Jwt).FullName!)!;
        string Create() => (string)Call(jwtClass, nameof(Jwt.CreateAccessToken), "alice", null, false)!;

        ((Func<string>)Create).Should().Throw<InvalidOperationException>().WithMessage("Jwt.Initialize(app) was not called*");
        await using (var first = TestApp.CreateBuilder().Build())
        {
            Call(jwtClass, nameof(Jwt.Initialize), first, null);
            Create().Should().NotBeEmpty();
            await first.StartAsync();
            await using (var neverRun = TestApp.CreateBuilder().Build())
            {
                Call(jwtClass, nameof(Jwt.Initialize), neverRun, null);
                ((Func<string>)Create).Should().Throw<InvalidOperationException>().WithMessage("2 apps*");
            }

            Create().Should().NotBeEmpty("an app that was disposed is not living");
            await first.StopAsync();
            ((Func<string>)Create).Should().Throw<InvalidOperationException>().WithMessage("*has stopped*");
        }

        context.Unload();
    }

    [Test]
    public async Task Stopped_apps_are_forgotten()
    {
        var weak = await RunAndForgetAsync();

        for (var i = 0; i < 20 && weak.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        weak.IsAlive.Should().BeFalse();
    }

    [Test]
    public async Task Eight_factories_at_once_have_eight_keys()
    {
        var factories = Enumerable.Range(0, 8).Select(_ => new WebApplicationFactory<Program>()).ToList();

        var tokens = await Task.WhenAll(factories.Select(factory => Task.Run(async () =>
        {
            using var login = await factory.CreateClient().PostAsJsonAsync("/login", new { username = "alice" });
            return (await login.Content.ReadFromJsonAsync<Dictionary<string, string>>())!["access_token"];
        })));

        for (var i = 0; i < factories.Count; i++)
        {
            for (var j = 0; j < tokens.Length; j++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/protected")
                {
                    Headers = { Authorization = new("Bearer", tokens[j]) },
                };
                using var response = await factories[i].CreateClient().SendAsync(request);
                ((int)response.StatusCode).Should().Be(i == j ? 200 : 401);
            }
        }

        foreach (var factory in factories)
            await factory.DisposeAsync();
    }

    [Test]
    public async Task A_contradictory_endpoint_stops_the_client_of_a_factory_too()
    {
        await using var app = TestApp.CreateBuilder().Build();
        Jwt.Initialize(app);
        app.MapGet("/me", (Token token) => token.Identity).OptionalJwt();

        await app.Invoking(broken => broken.StartAsync()).Should().ThrowAsync<InvalidOperationException>().WithMessage("*OptionalJwt()*");
    }

    [Test]
    public async Task The_service_is_injected_where_AddJwtExtended_was_called()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/same", (Consumer consumer, JwtService jwt) => ReferenceEquals(consumer.Jwt, jwt)),
            build: builder => builder.Services.AddJwtExtended().AddScoped<Consumer>());

        (await app.Client.GetStringAsync("/same")).Should().Be("true");
        app.App.Services.GetRequiredService<JwtService>().Should().BeSameAs(app.Jwt);
    }

    [Test]
    public async Task Without_Initialize_the_service_is_misuse()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddJwtExtended();
        await using var app = builder.Build();

        app.Services.Invoking(Jwt.For).Should().Throw<InvalidOperationException>().WithMessage("*not called for this app*");
        app.Services.Invoking(services => services.GetRequiredService<JwtService>()).Should().Throw<InvalidOperationException>();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunAndForgetAsync()
    {
        var app = await StartAsync("forgotten");
        using (var login = await app.SendAsync(HttpMethod.Post, "/login/alice"))
            login.Should().BeOk();
        await app.DisposeAsync();
        return new WeakReference(app.Jwt);
    }

    private static object? Call(Type jwtClass, string method, params object?[] arguments)
    {
        try
        {
            return jwtClass.GetMethods()
                .First(candidate => candidate.Name == method && candidate.GetParameters().Length == arguments.Length)
                .Invoke(null, arguments);
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
    }

    private static async Task<WebApplication> InProcessAsync(string issuer, Action<WebApplication> routes)
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseTestServer();
        var app = builder.Build();
        Jwt.Initialize(app, cfg => cfg.Issuer = issuer);
        routes(app);
        await app.StartAsync();
        return app;
    }

    internal sealed class Consumer(JwtService jwt)
    {
        public JwtService Jwt => jwt;
    }
}
