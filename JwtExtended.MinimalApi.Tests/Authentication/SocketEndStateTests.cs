using System.Net.WebSockets;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>What a WebSocket is closed with, and what is left of it after the request.</summary>
public sealed class SocketEndStateTests
{
    private static readonly Refusal Over = new(JwtErrorCode.TokenExpired, "over");

    private readonly ScriptedSocket _inner = new();
    private readonly DefaultHttpContext _context = new();
    private readonly SocketFeature _feature;

    public SocketEndStateTests() => _feature = new SocketFeature(_inner);

    [TestCase(WebSocketCloseStatus.PolicyViolation, "token_expired")]
    [TestCase(WebSocketCloseStatus.NormalClosure, null)]
    public async Task A_closure_has_a_reason_unless_it_is_a_normal_one(WebSocketCloseStatus status, string? reason)
    {
        using var end = Attach(status);
        using var socket = await end.AcceptAsync(new WebSocketAcceptContext());

        end.TryBegin(Over).Should().BeTrue();

        _inner.Closed.Should().ContainSingle().Which.Should().Be(reason);
    }

    [Test]
    public void A_connection_that_was_not_accepted_yet_can_only_be_aborted()
    {
        using var end = Attach(WebSocketCloseStatus.PolicyViolation);

        end.TryBegin(Over).Should().BeFalse();
    }

    [Test]
    public async Task After_the_request_its_feature_is_the_servers_and_what_the_handler_waited_with_is_forgotten()
    {
        using var lifetime = new CancellationTokenSource();
        var end = Attach(WebSocketCloseStatus.PolicyViolation);
        _context.Features.Get<IHttpWebSocketFeature>().Should().BeSameAs(end);
        using var socket = await end.AcceptAsync(new WebSocketAcceptContext());
        _inner.Arrives(WebSocketMessageType.Text);
        await socket.ReceiveAsync(new byte[8].AsMemory(), lifetime.Token);

        end.Dispose();
        await lifetime.CancelAsync();

        _context.Features.Get<IHttpWebSocketFeature>().Should().BeSameAs(_feature);
        _inner.Waits.Should().ContainSingle().Which.IsCancellationRequested.Should().BeFalse();
    }

    private SocketEnd Attach(WebSocketCloseStatus status)
    {
        _context.Features.Set<IHttpWebSocketFeature>(_feature);
        var end = new SocketEnd(_feature, status);
        end.Attach(_context);
        return end;
    }

    private sealed class SocketFeature(WebSocket socket) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => Task.FromResult(socket);
    }
}
