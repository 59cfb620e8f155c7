using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>
/// A request whose token is known and whose revocations are in memory completes at once, without a state machine. In a debug build,
/// those are objects of 100 bytes and more: that is what the limits leave no room for. A release build needs less.
/// </summary>
public sealed class SynchronousRequestTests
{
    private const long Limit = 480;

    [Test]
    public async Task A_protected_endpoint_allocates_no_state_machine_for_a_known_token()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        var bytes = BytesOf(() => new DirectRequest(app, "/me", token), static request => request.InvokeAsync());

        bytes.Should().BeLessThan(Limit);
    }

    [Test]
    public async Task The_middleware_allocates_no_state_machine_in_front_of_a_protected_endpoint()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");
        var middleware = Middleware(app);

        var bytes = BytesOf(() => new DirectRequest(app, "/me", token), request => middleware.InvokeAsync(request.Context));

        bytes.Should().BeLessThan(Limit);
    }

    [Test]
    public async Task The_middleware_allocates_nothing_in_front_of_an_open_endpoint_that_it_knows()
    {
        await using var app = await StartAsync();
        var middleware = new JwtMiddleware(
            static _ => Task.CompletedTask,
            app.Jwt.Runtime.Endpoints.Responder,
            Alone,
            new LateGuards(app.App.Services),
            app.Jwt.Runtime.Endpoints.Issuing);

        var bytes = BytesOf(() => new DirectRequest(app, "/open"), request => middleware.InvokeAsync(request.Context));

        bytes.Should().Be(0);
    }

    [Test]
    public async Task The_middleware_allocates_little_in_front_of_an_open_endpoint_that_may_issue_tokens()
    {
        await using var app = await StartAsync();
        var middleware = new JwtMiddleware(
            static _ => Task.CompletedTask,
            app.Jwt.Runtime.Endpoints.Responder,
            Alone,
            new LateGuards(app.App.Services),
            app.Jwt.Runtime.Endpoints.Issuing);

        var bytes = BytesOf(() => new DirectRequest(app, "/login"), request => middleware.InvokeAsync(request.Context));

        TestContext.Out.WriteLine($"{bytes} B");
        bytes.Should().BeInRange(1, 400);
    }

    private static AppScope Alone { get; } = new(static () => true, static () => { });

    private static JwtMiddleware Middleware(TestApp app) => new(
        static context => context.GetEndpoint()!.RequestDelegate!(context),
        app.Jwt.Runtime.Endpoints.Responder,
        Alone,
        new LateGuards(app.App.Services),
        app.Jwt.Runtime.Endpoints.Issuing);

    // The least of several times: the first ones fill caches.
    private static long BytesOf(Func<DirectRequest> create, Func<DirectRequest, Task> call) =>
        Enumerable.Range(0, 20).Min(_ =>
        {
            var request = create();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var running = call(request);
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            running.IsCompletedSuccessfully.Should().BeTrue();
            return bytes;
        });

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(routes =>
    {
        routes.MapGet("/me", static () => { }).RequireJwt();
        routes.MapGet("/open", static () => { });
        routes.MapPost("/login", static () => "ok");
    });
}
