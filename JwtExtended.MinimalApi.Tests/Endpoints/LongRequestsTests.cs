using System.Net.WebSockets;
using Grpc.AspNetCore.Server;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Interop;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>How a long request ends with its token, as its protocol provides.</summary>
public sealed class LongRequestsTests : IAsyncDisposable
{
    private const string Ended = "Ended a long request";
    private const string Events = "text/event-stream";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TestService _service = new();
    private readonly FakeLogger _logger = new();
    private readonly DefaultHttpContext _context = new();
    private readonly ScriptedResponse _response = new();
    private readonly Connection _connection = new();
    private readonly LongRequests _requests;
    private readonly Token _token;

    public LongRequestsTests()
    {
        _context.Features.Set<IHttpResponseFeature>(_response);
        _context.Features.Set<IHttpResponseTrailersFeature>(_response);
        _context.Features.Set<IHttpRequestLifetimeFeature>(_connection);
        _requests = new LongRequests(_service.Jwt.Runtime.Endpoints.Expiry, _service.Time, _logger);
        _token = _service.Read(_service.Jwt.CreateAccessToken("alice"));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_call_of_gRPC_has_the_status_of_gRPC(bool hasStarted)
    {
        _response.IsStarted = hasStarted;
        _response.Headers.ContentType = "application/grpc";

        await RunToEndAsync(new GrpcMethodMetadata(typeof(FeedService), FeedBase.WatchMethod));

        var fields = hasStarted ? _response.Trailers : _response.Headers;
        fields["grpc-status"].ToString().Should().Be("16");
        Logged().Should().ContainSingle();
    }

    [Test]
    public async Task A_stream_of_events_that_the_client_asks_for_ends_as_any_other()
    {
        _context.Request.Headers.Accept = Events;
        _response.IsStarted = true;
        _response.Headers.ContentType = Events;

        await RunToEndAsync();

        _connection.IsAborted.Should().BeFalse();
        Logged().Should().ContainSingle();
    }

    [Test]
    public async Task A_handshake_over_HTTP_2_that_no_middleware_knows_is_aborted()
    {
        _context.Request.Method = "CONNECT";
        _context.Features.Set<IHttpExtendedConnectFeature>(new ExtendedConnect());

        await RunToEndAsync();

        _connection.IsAborted.Should().BeTrue();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_stream_that_shows_when_it_starts_is_aborted_if_it_goes_on_and_logged(bool goesOn)
    {
        _response.Headers.ContentType = Events;
        _requests.AttachToStream(_context, Protect(), _token);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = _service.Jwt.Runtime.Endpoints.Expiry.Of(_context, _token).Register(over.SetResult);

        _service.Time.Advance(TimeSpan.FromMinutes(16));
        await over.Task.WaitAsync(Patience);
        _connection.IsAborted.Should().BeFalse();
        if (!goesOn)
            await _response.CompleteAsync();
        _service.Time.Advance(TimeSpan.FromSeconds(2));

        _connection.IsAborted.Should().Be(goesOn);
        if (goesOn)
            await _response.CompleteAsync();
        Logged().Should().ContainSingle();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_hub_is_left_to_SignalR_at_the_expiry_of_the_token_where_that_closes_it(bool closes)
    {
        // SignalR has the clock of the machine.
        var time = new FakeTimeProvider(new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var (store, lookedUp) = (new HookedStore(new MemoryJwtStore(time)), new SemaphoreSlim(0));
        await using var app = await TestApp.StartAsync(
            routes => routes.MapHub<SilentHub>("/hub", options => options.CloseOnAuthenticationExpiration = closes).RequireJwt(),
            cfg => cfg.Revocation.UseStore(_ => store),
            build: builder => builder.Services.AddSingleton<TimeProvider>(time).AddSignalR());
        await using var connection = await WebSocketConnection.OpenAsync(app, "/hub", app.Jwt.CreateAccessToken("alice"));
        var ending = connection.ReceiveToEndAsync();

        store.After = call =>
        {
            if (call == "find")
                lookedUp.Release();
            return Task.CompletedTask;
        };
        time.Advance(TimeSpan.FromMinutes(16));
        (await lookedUp.WaitAsync(Patience)).Should().BeTrue("the token is looked up while it has expired, and is not revoked");
        if (closes)
            await app.Jwt.RevokeAllAsync("alice");
        await app.AdvanceUntilAsync(ending, TimeSpan.FromMinutes(1));

        (await ending).Should().Be(WebSocketCloseStatus.NormalClosure, "clients take everything else for an error");
        await connection.DisposeAsync();
        await app.WaitForLogAsync(Ended, Patience);
        var reason = app.Logs.GetSnapshot().Single(static log => log.Message.StartsWith(Ended, StringComparison.Ordinal)).Message;
        reason.Contains("The token expired", StringComparison.Ordinal).Should().Be(!closes);
    }

    private async Task RunToEndAsync(params object[] metadata)
    {
        var attached = _requests.Attach(_context, Protect(metadata), _token, WaitAsync);
        attached.Should().NotBe((RequestDelegate)WaitAsync, "it is a long request");
        var running = attached(_context);
        running.IsCompleted.Should().BeFalse("the token is valid");

        _service.Time.Advance(TimeSpan.FromMinutes(16));

        await running.WaitAsync(Patience);
    }

    private async Task WaitAsync(HttpContext context) =>
        await Task.WhenAny(_connection.Aborted, Task.Delay(Timeout.Infinite, context.RequestAborted));

    private ProtectedEndpoint Protect(params object[] metadata) => (ProtectedEndpoint)_service.Jwt.Runtime.Endpoints.Protection.Protect(
        new Endpoint(static _ => Task.CompletedTask, new EndpointMetadataCollection([new RequireJwtAttribute(), .. metadata]), "it"))!;

    private IEnumerable<string> Logged() => _logger.Collector.GetSnapshot().Select(static log => log.Message)
        .Where(static message => message.StartsWith(Ended, StringComparison.Ordinal));

    private sealed class SilentHub : Hub;

    private sealed class ScriptedResponse : HttpResponseFeature, IHttpResponseTrailersFeature
    {
        private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();

        public bool IsStarted { get; set; }

        public override bool HasStarted => IsStarted;

        public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

        public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

        public async Task CompleteAsync()
        {
            while (_completed.TryPop(out var next))
                await next.Callback(next.State);
        }
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken RequestAborted { get; set; }

        public Task Aborted => _aborted.Task;

        public bool IsAborted => _aborted.Task.IsCompleted;

        public void Abort() => _aborted.TrySetResult();
    }

    private sealed class ExtendedConnect : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => true;

        public string? Protocol => "websocket";

        public ValueTask<Stream> AcceptAsync() => ValueTask.FromResult(Stream.Null);
    }
}
