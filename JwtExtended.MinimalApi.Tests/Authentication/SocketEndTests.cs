using System.Net.WebSockets;
using System.Text;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>A WebSocket is closed with its token: a close frame first, an abort where that does not suffice.</summary>
public sealed class SocketEndTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _handled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestApp? _app;

    private TestApp App => _app!;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _patience.Dispose();
    }

    [TestCase(false, "token_expired")]
    [TestCase(true, "token_revoked")]
    public async Task A_socket_whose_handler_receives_is_closed_as_a_policy_violation(bool revoked, string reason)
    {
        using var socket = await OpenAsync(async (handler, context) =>
        {
            var buffer = new byte[16];
            var stop = context.RequestAborted;
            while (await handler.ReceiveAsync(buffer.AsMemory(), stop) is { MessageType: not WebSocketMessageType.Close } message)
                await handler.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, true, stop);
            await handler.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            return "left";
        });
        (await EchoAsync(socket, "hello")).Should().Be("hello");

        await ShouldBeClosedAsync(socket, revoked, WebSocketCloseStatus.PolicyViolation, reason);

        (await HandledAsync()).Should().Be("left");
        await ShouldHaveFailedNothingAsync();
    }

    [Test]
    public async Task A_socket_whose_handler_sends_all_the_time_is_closed_and_not_aborted()
    {
        using var socket = await OpenAsync(async (handler, context) =>
        {
            while (true)
            {
                await handler.SendAsync(new byte[512].AsMemory(), WebSocketMessageType.Binary, true, context.RequestAborted);
                await Task.Yield();
            }
        });
        await ReceiveAsync(socket);

        await ShouldBeClosedAsync(socket, revoked: false, WebSocketCloseStatus.PolicyViolation, "token_expired");

        (await HandledAsync()).Should().Be(nameof(WebSocketException));
        await ShouldHaveFailedNothingAsync();
    }

    [Test]
    public async Task What_a_client_sends_after_the_end_does_not_reach_the_handler()
    {
        using var socket = await OpenAsync(async (handler, context) =>
        {
            var received = new StringBuilder();
            var buffer = new byte[16];
            while (await handler.ReceiveAsync(buffer, default) is { MessageType: not WebSocketMessageType.Close } message)
            {
                received.Append(Encoding.UTF8.GetString(buffer, 0, message.Count));
                await handler.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, true, default);
            }

            return received.ToString();
        });
        (await EchoAsync(socket, "before ")).Should().Be("before ");

        await EndAsync(ReceiveCloseAsync(socket), revoked: false);
        await socket.SendAsync(Encoding.UTF8.GetBytes("after"), WebSocketMessageType.Text, true, _patience.Token);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);

        (await HandledAsync()).Should().Be("before ");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_socket_whose_handler_ignores_everything_is_aborted_soon_after(bool answers)
    {
        using var socket = await OpenAsync(async (handler, context) =>
        {
            var aborted = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
            return "aborted";
        });

        await EndAsync(ReceiveCloseAsync(socket), revoked: false);
        if (answers)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);
        await App.AdvanceUntilAsync(_handled.Task, TimeSpan.FromSeconds(1.5));

        (await HandledAsync()).Should().Be("aborted");
        await ShouldHaveFailedNothingAsync();
    }

    [Test]
    public async Task A_socket_that_a_pending_message_blocks_is_aborted_soon_after()
    {
        var sends = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var socket = await OpenAsync(async (handler, context) =>
        {
            // More than the buffers on the way take from a client that does not read: the close frame waits behind the message.
            var sending = handler.SendAsync(new byte[1 << 26].AsMemory(), WebSocketMessageType.Binary, true, context.RequestAborted);
            sending.IsCompleted.Should().BeFalse();
            sends.SetResult();
            await sending;
            return "left";
        });
        await sends.Task;

        await EndAsync(_handled.Task, revoked: false);

        (await HandledAsync()).Should().NotBe("left");
        await ShouldHaveFailedNothingAsync();
    }

    [Test]
    public async Task A_socket_that_listens_to_the_lifetime_of_its_token_is_closed_all_the_same()
    {
        using var socket = await OpenAsync(async (handler, context) =>
        {
            await handler.ReceiveAsync(new byte[16], context.GetJwtLifetime());
            return "left";
        });

        await ShouldBeClosedAsync(socket, revoked: true, WebSocketCloseStatus.PolicyViolation, "token_revoked");

        (await HandledAsync()).Should().Be("left");
        await ShouldHaveFailedNothingAsync();
    }

    [TestCase("application")]
    [TestCase("socket")]
    [TestCase("canceled")]
    public async Task A_failure_of_the_handler_itself_is_reported_also_at_the_end(string failure)
    {
        using var socket = await OpenAsync(async (handler, context) =>
        {
            await handler.ReceiveAsync(new byte[16], context.RequestAborted);
            throw failure switch
            {
                "application" => new InvalidOperationException("mine"),
                "socket" => new WebSocketException("of another one"),
                _ => new OperationCanceledException("The database timed out."),
            };
        });

        await ShouldBeClosedAsync(socket, revoked: false, WebSocketCloseStatus.PolicyViolation, "token_expired");

        await HandledAsync();
        await App.WaitForLogAsync("unhandled exception", Patience);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_handler_that_cancels_by_itself_recognizes_its_token(bool asMemory)
    {
        using var own = new CancellationTokenSource();
        using var socket = await OpenAsync(async (handler, context) =>
        {
            await handler.ReceiveAsync(new byte[16], context.RequestAborted);
            var receiving = asMemory
                ? handler.ReceiveAsync(new byte[16].AsMemory(), own.Token).AsTask()
                : (Task)handler.ReceiveAsync(new ArraySegment<byte>(new byte[16]), own.Token);
            await own.CancelAsync();
            try
            {
                await receiving;
                return "nothing";
            }
            catch (OperationCanceledException e)
            {
                return e.CancellationToken == own.Token ? "own" : "unknown";
            }
        });

        await socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, _patience.Token);

        (await HandledAsync()).Should().Be("own");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_close_frame_that_cannot_be_sent_leaves_no_failure_behind(bool atOnce)
    {
        using var socket = new MonitoredWebSocket(new FailingSocket(atOnce), CancellationToken.None);

        await FluentActions.Awaiting(() => socket.EndAsync(WebSocketCloseStatus.PolicyViolation, null)).Should().NotThrowAsync();

        socket.State.Should().Be(WebSocketState.CloseSent);
    }

    [Test]
    public async Task A_handler_that_has_begun_to_close_goes_on_with_it()
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var socket = await OpenAsync(async (handler, context) =>
        {
            await handler.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "mine", context.RequestAborted);
            await using var registration = context.GetJwtLifetime().Register(over.SetResult);
            await over.Task;
            await handler.ReceiveAsync(new byte[16], context.RequestAborted);
            await handler.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "again", context.RequestAborted);
            return handler.State.ToString();
        });

        (await ReceiveCloseAsync(socket)).CloseStatusDescription.Should().Be("mine");
        await EndAsync(over.Task, revoked: false);
        var answering = socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);

        (await HandledAsync()).Should().Be("Closed");
        await answering;
        await ShouldHaveFailedNothingAsync();
    }

    private async Task<ClientWebSocket> OpenAsync(Func<WebSocket, HttpContext, Task<string>> handle)
    {
        _app = await TestApp.StartAsync(routes =>
        {
            routes.UseWebSockets();
            routes.MapGet("/socket", async (HttpContext context) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                _began.SetResult();
                try
                {
                    _handled.SetResult(await handle(socket, context));
                }
                catch (Exception e)
                {
                    _handled.SetResult(e.GetType().Name);
                    throw;
                }
            }).RequireJwt();
        });
        var socket = new ClientWebSocket();
        var token = App.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromMinutes(10) });
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await socket.ConnectAsync(new UriBuilder(new Uri(App.Client.BaseAddress!, "/socket")) { Scheme = "ws" }.Uri, _patience.Token);
        await _began.Task.WaitAsync(Patience);
        return socket;
    }

    // The clock stands still as soon as the end has shown: the connection is aborted only where a test moves it on.
    private async Task EndAsync(Task shows, bool revoked)
    {
        App.Time.Advance(TimeSpan.FromMinutes(5));
        _handled.Task.IsCompleted.Should().BeFalse("the token is valid");
        if (revoked)
            await App.Jwt.RevokeAllAsync("alice");
        await App.AdvanceUntilAsync(shows, revoked ? TestApp.RecheckInterval : TimeSpan.FromMinutes(5));
    }

    private async Task<string> EchoAsync(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, _patience.Token);
        return await ReceiveAsync(socket);
    }

    private async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1024];
        var received = await socket.ReceiveAsync(buffer, _patience.Token);
        received.MessageType.Should().NotBe(WebSocketMessageType.Close);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private async Task ShouldBeClosedAsync(ClientWebSocket socket, bool revoked, WebSocketCloseStatus status, string? reason)
    {
        var closing = ShouldBeClosedAsync(socket, status, reason);
        await EndAsync(closing, revoked);
        await closing;
    }

    private async Task<WebSocketReceiveResult> ReceiveCloseAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, _patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
                return received;
        }
    }

    private async Task ShouldBeClosedAsync(ClientWebSocket socket, WebSocketCloseStatus status, string? reason)
    {
        var received = await ReceiveCloseAsync(socket);
        (received.CloseStatus, received.CloseStatusDescription).Should().Be((status, reason));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);
    }

    private Task<string> HandledAsync() => _handled.Task.WaitAsync(Patience);

    private async Task ShouldHaveFailedNothingAsync()
    {
        await App.App.StopAsync();
        App.Failures().Should().BeEmpty();
    }

    private sealed class FailingSocket(bool atOnce) : WebSocket
    {
        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public override void Abort()
        {
        }

        public override void Dispose()
        {
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

        public override Task CloseOutputAsync(
            WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            atOnce ? throw new ObjectDisposedException(nameof(WebSocket)) : Task.FromException(new WebSocketException("gone"));

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task SendAsync(
            ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
