using System.Reflection;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Authentication;
using JwtExtended.MinimalApi.Tests.Interop;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Which endpoints are known to have long requests. All others must cost nothing.</summary>
public sealed class LongRequestInspectionTests
{
    private static IEnumerable<TestCaseData> Handlers =>
    [
        Case("text", () => "ok", LongRequestKind.None),
        Case("a cancellation for a database", (CancellationToken stop) => Task.FromResult("ok"), LongRequestKind.None),
        Case("the context", (HttpContext context) => Task.CompletedTask, LongRequestKind.None),
        Case("a cancellation alone", (CancellationToken stop) => Task.CompletedTask, LongRequestKind.None),
        Case("context and result", (HttpContext context, CancellationToken stop) => Results.Ok(), LongRequestKind.None),
        Case("a list", () => new List<int>(), LongRequestKind.None),
        Case("context and cancellation", (HttpContext context, CancellationToken stop) => Task.CompletedTask, LongRequestKind.None),
        Case("response and cancellation", (HttpResponse response, CancellationToken stop) => { }, LongRequestKind.None),
        Case("response, as a value", (HttpResponse response, CancellationToken stop) => ValueTask.CompletedTask, LongRequestKind.None),
        Case("a sequence", () => ItemsAsync(), LongRequestKind.None),
        Case("a task of a sequence", () => Task.FromResult(ItemsAsync()), LongRequestKind.None),
        Case("events", () => TypedResults.ServerSentEvents(ItemsAsync()), LongRequestKind.Events),
        Case("events or nothing", Results<ServerSentEventsResult<string>, NotFound> () => TypedResults.NotFound(), LongRequestKind.Events),
    ];

    [TestCaseSource(nameof(Handlers))]
    public async Task A_handler_says_how_long_its_requests_last(Delegate handler, object kind)
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/it", handler).RequireJwt());

        KindsOf(app).Should().Equal(("HTTP: GET /it", (LongRequestKind)kind));
    }

    [Test]
    public async Task Hubs_and_streams_of_gRPC_are_long_and_their_short_requests_are_not()
    {
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.MapHub<TokenExpiryMonitorTests.EmptyHub>("/hub").RequireJwt();
                routes.MapGrpcService<FeedService>().RequireJwt();
            },
            build: static builder =>
            {
                builder.Services.AddSignalR();
                builder.Services.AddGrpc();
            });

        KindsOf(app).Should().BeEquivalentTo(
        [
            ("/hub/negotiate", LongRequestKind.None),
            ("/hub", LongRequestKind.Connection),
            ("gRPC - /tests.Feed/Say", LongRequestKind.None),
            ("gRPC - /tests.Feed/Watch", LongRequestKind.Grpc),
            ("gRPC - /tests.Feed/Chat", LongRequestKind.Grpc),
            ("gRPC - Unimplemented service", LongRequestKind.None),
            ("gRPC - Unimplemented method for tests.Feed", LongRequestKind.None),
        ]);
    }

    [Test]
    public async Task An_action_that_returns_events_is_long_and_others_are_not()
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapControllers().RequireJwt(),
            build: static builder =>
            {
                builder.Environment.ApplicationName = typeof(FeedController).Assembly.GetName().Name!;
                builder.Services.AddControllers()
                    .ConfigureApplicationPartManager(static parts => parts.FeatureProviders.Add(new FeedControllerOnly()));
            });

        var actions = KindsOf(app).Where(static kind => kind.Name!.Contains(nameof(FeedController), StringComparison.Ordinal));
        actions.Select(static kind => (kind.Name!.Split(' ')[0].Split('.')[^1], kind.Kind)).Should().BeEquivalentTo(
        [
            (nameof(FeedController.Events), LongRequestKind.Events),
            (nameof(FeedController.EventsAsync), LongRequestKind.Events),
            (nameof(FeedController.EventsAsValueAsync), LongRequestKind.Events),
            (nameof(FeedController.EventsOrNothing), LongRequestKind.Events),
            (nameof(FeedController.Text), LongRequestKind.None),
            (nameof(FeedController.Items), LongRequestKind.None),
        ]);
    }

    [Test]
    public void An_endpoint_that_brings_new_tokens_for_connections_is_known_by_its_metadata()
    {
        static Endpoint EndpointWith(params object[] metadata) => new(null, new EndpointMetadataCollection(metadata), "it");

        LongRequestInspection.IsConnectionRefresh(EndpointWith("other", new AuthenticationRefreshMetadata())).Should().BeTrue();
        LongRequestInspection.IsConnectionRefresh(EndpointWith("other")).Should().BeFalse();
        LongRequestInspection.IsConnectionRefresh(EndpointWith()).Should().BeFalse();
    }

    private static IEnumerable<(string? Name, LongRequestKind Kind)> KindsOf(TestApp app) =>
        app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(static endpoint => (endpoint.DisplayName?.Split(" =>")[0], LongRequestInspection.KindOf(endpoint)));

    private static async IAsyncEnumerable<string> ItemsAsync()
    {
        await Task.Yield();
        yield return "one";
    }

    private static TestCaseData Case(string name, Delegate handler, LongRequestKind kind) =>
        new TestCaseData(handler, kind).SetArgDisplayNames(name);

    /// <summary>A controller whose actions return events, and others.</summary>
    [ApiController]
    [Route("feed")]
    public sealed class FeedController : ControllerBase
    {
        private readonly IAsyncEnumerable<string> _items = ItemsAsync();

        [HttpGet("events")]
        public ServerSentEventsResult<string> Events() => TypedResults.ServerSentEvents(_items);

        [HttpGet("task")]
        public Task<ServerSentEventsResult<string>> EventsAsync() => Task.FromResult(Events());

        [HttpGet("value")]
        public ValueTask<ServerSentEventsResult<string>> EventsAsValueAsync() => ValueTask.FromResult(Events());

        [HttpGet("either")]
        public async Task<Results<ServerSentEventsResult<string>, NotFound>> EventsOrNothing()
        {
            await Task.Yield();
            if (Response.HasStarted)
                return TypedResults.NotFound();
            return Events();
        }

        [HttpGet("text")]
        public Task<ActionResult<string>> Text() => Task.FromResult<ActionResult<string>>(Request.Method);

        [HttpGet("items")]
        public IAsyncEnumerable<string> Items() => _items;
    }

    /// <summary>Metadata that is called like that of SignalR since .NET 11.</summary>
    private sealed class AuthenticationRefreshMetadata;

    private sealed class FeedControllerOnly : ControllerFeatureProvider
    {
        protected override bool IsController(TypeInfo typeInfo) => typeInfo.AsType() == typeof(FeedController);
    }
}
