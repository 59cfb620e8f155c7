using System.Net.WebSockets;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>What a handler sees of a WebSocket that is closed from outside, call by call.</summary>
public sealed class MonitoredWebSocketTests : IDisposable
{
    private static readonly CancellationToken Aborted = new CancellationTokenSource().Token;

    private readonly ScriptedSocket _inner = new();
    private readonly MonitoredWebSocket _socket;

    public MonitoredWebSocketTests() => _socket = new MonitoredWebSocket(_inner, Aborted);

    public void Dispose() => _socket.Dispose();

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_message_is_sent_as_the_handler_says(bool endOfMessage)
    {
        await _socket.SendAsync(new byte[1].AsMemory(), WebSocketMessageType.Text, endOfMessage, default);
        await _socket.SendAsync(new ArraySegment<byte>(new byte[1]), WebSocketMessageType.Text, endOfMessage, default);

        _inner.Sent.Should().Equal(endOfMessage, endOfMessage);
    }

    [Test]
    public async Task Nothing_is_sent_after_the_end_and_the_failure_is_that_of_the_socket()
    {
        await _socket.EndAsync(WebSocketCloseStatus.PolicyViolation, "over");

        var send = () => _socket.SendAsync(new byte[1].AsMemory(), WebSocketMessageType.Text, true, default).AsTask();
        var failure = (await send.Should().ThrowAsync<WebSocketException>()).Which;

        failure.WebSocketErrorCode.Should().Be(WebSocketError.InvalidState);
        (_socket.HasThrown(failure), _socket.HasThrown(new WebSocketException())).Should().Be((true, false));
        _inner.Sent.Should().BeEmpty();
    }

    [Test]
    public async Task The_peer_gets_one_close_frame()
    {
        await _socket.EndAsync(WebSocketCloseStatus.PolicyViolation, "over");
        await _socket.EndAsync(WebSocketCloseStatus.PolicyViolation, "again");
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "mine", default);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "mine", default);

        _inner.Closed.Should().Equal("over");
    }

    [Test]
    public async Task A_handler_closes_as_often_as_it_likes_before_the_end()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "first", default);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "second", default);
        await _socket.EndAsync(WebSocketCloseStatus.PolicyViolation, "over");

        _inner.Closed.Should().Equal("first", "second");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_arrives_after_the_end_is_dropped_up_to_the_close_frame(bool asMemory)
    {
        _inner.Arrives(WebSocketMessageType.Text, WebSocketMessageType.Binary, WebSocketMessageType.Close);
        await _socket.EndAsync(WebSocketCloseStatus.PolicyViolation, "over");

        var (type, count, isEnd) = await ReceiveAsync(asMemory, default);

        (type, count, isEnd).Should().Be((WebSocketMessageType.Close, 0, true));
        _inner.Waits.Should().HaveCount(3);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_arrives_before_the_end_is_the_handlers(bool asMemory)
    {
        _inner.Arrives(WebSocketMessageType.Text, WebSocketMessageType.Close);

        (await ReceiveAsync(asMemory, default)).Should().Be((WebSocketMessageType.Text, 1, true));
        (await ReceiveAsync(asMemory, default)).Type.Should().Be(WebSocketMessageType.Close);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_failure_reaches_the_handler_and_is_the_sockets_only_after_the_end(bool asMemory)
    {
        var receive = () => ReceiveAsync(asMemory, default);

        _inner.Fails = new IOException("before");
        var before = (await receive.Should().ThrowAsync<IOException>()).Which;
        await _socket.EndAsync(WebSocketCloseStatus.PolicyViolation, "over");
        _inner.Fails = new IOException("after");
        var after = (await receive.Should().ThrowAsync<IOException>()).Which;

        (before.Message, after.Message).Should().Be(("before", "after"));
        (_socket.HasThrown(before), _socket.HasThrown(after)).Should().Be((false, true));
    }

    [Test]
    public async Task A_failure_of_a_close_reaches_the_handler()
    {
        _inner.Fails = new IOException("close");

        var close = () => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);

        _socket.HasThrown((await close.Should().ThrowAsync<IOException>()).Which).Should().BeFalse();
    }

    [TestCase(true, false)]
    [TestCase(false, false)]
    [TestCase(true, true)]
    [TestCase(false, true)]
    public async Task A_handler_that_cancels_its_wait_recognizes_its_token(bool asMemory, bool isOver)
    {
        using var own = new CancellationTokenSource();
        if (isOver)
            await _socket.EndAsync(WebSocketCloseStatus.PolicyViolation, "over");
        _inner.Fails = new OperationCanceledException(new CancellationToken(canceled: true));
        await own.CancelAsync();

        var receive = () => ReceiveAsync(asMemory, own.Token);
        var canceled = (await receive.Should().ThrowAsync<OperationCanceledException>()).Which;

        canceled.CancellationToken.Should().Be(own.Token);
        _socket.HasThrown(canceled).Should().Be(isOver);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_cancellation_that_is_not_the_handlers_stays_what_it_is(bool asMemory)
    {
        using var own = new CancellationTokenSource();
        var foreign = new OperationCanceledException("foreign");
        _inner.Fails = foreign;

        var receive = () => ReceiveAsync(asMemory, own.Token);

        (await receive.Should().ThrowAsync<OperationCanceledException>()).Which.Should().BeSameAs(foreign);
    }

    [Test]
    public async Task Only_a_token_of_the_handlers_own_is_replaced_for_the_wait()
    {
        using var own = new CancellationTokenSource();
        _inner.Arrives(WebSocketMessageType.Text, WebSocketMessageType.Text, WebSocketMessageType.Text, WebSocketMessageType.Text);

        foreach (var token in new[] { CancellationToken.None, Aborted, own.Token, own.Token })
            await ReceiveAsync(asMemory: true, token);

        _inner.Waits[..2].Should().Equal(CancellationToken.None, Aborted);
        _inner.Waits[2].Should().NotBe(own.Token).And.Be(_inner.Waits[3]);
        await own.CancelAsync();
        _inner.Waits[2].IsCancellationRequested.Should().BeTrue("the handler waits no more");
    }

    [Test]
    public async Task A_wait_that_the_end_cancels_goes_on_to_the_close_frame()
    {
        using var lifetime = new CancellationTokenSource();
        _inner.Arrives(WebSocketMessageType.Text);
        await ReceiveAsync(asMemory: true, lifetime.Token);
        await _socket.EndAsync(WebSocketCloseStatus.PolicyViolation, "over");

        await lifetime.CancelAsync();

        _inner.Waits[0].IsCancellationRequested.Should().BeFalse();
    }

    [Test]
    public async Task A_close_that_fails_while_the_token_ends_reaches_the_handler_and_is_a_failure_of_the_socket()
    {
        _inner.WhileClosing = () => _socket.EndAsync(WebSocketCloseStatus.PolicyViolation, "over");
        _inner.Fails = new IOException("close");

        var close = () => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);

        var failure = (await close.Should().ThrowAsync<IOException>()).Which;
        _socket.HasThrown(failure).Should().BeTrue();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_token_that_the_handler_waits_with_no_more_is_forgotten(bool isReleased)
    {
        using var own = new CancellationTokenSource();
        using var next = new CancellationTokenSource();
        _inner.Arrives(WebSocketMessageType.Text, WebSocketMessageType.Text);
        await ReceiveAsync(asMemory: true, own.Token);

        if (isReleased)
            _socket.Release();
        else
            await ReceiveAsync(asMemory: true, next.Token);
        await own.CancelAsync();

        _inner.Waits[0].IsCancellationRequested.Should().BeFalse();
    }

    private async Task<(WebSocketMessageType Type, int Count, bool IsEnd)> ReceiveAsync(bool asMemory, CancellationToken cancellationToken)
    {
        if (asMemory)
        {
            var received = await _socket.ReceiveAsync(new byte[8].AsMemory(), cancellationToken);
            return (received.MessageType, received.Count, received.EndOfMessage);
        }

        var result = await _socket.ReceiveAsync(new ArraySegment<byte>(new byte[8]), cancellationToken);
        return (result.MessageType, result.Count, result.EndOfMessage);
    }
}
