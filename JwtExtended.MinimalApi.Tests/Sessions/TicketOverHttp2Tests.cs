using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>Over HTTP/2 a WebSocket is an extended CONNECT (RFC 8441): a ticket for its path opens it, once.</summary>
public sealed class TicketOverHttp2Tests
{
    [Test]
    public async Task A_ticket_opens_a_WebSocket_of_its_path_once()
    {
        await using var app = await StartAsync();
        var ticket = await TicketAsync(app, "/ws");

        (await ConnectAsync(app, "/ws?ticket=" + ticket)).Should().Be("CONNECT alice");

        (await RefusedAsync(app, "/ws?ticket=" + ticket)).Should().Be(401);
        (await RefusedAsync(app, "/ws?ticket=" + await TicketAsync(app, "/other"))).Should().Be(401);
    }

    [Test]
    public async Task A_ticket_is_for_no_other_method()
    {
        await using var app = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ws?ticket=" + await TicketAsync(app, "/ws"));
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);

        using var response = await app.Client.SendAsync(request);

        response.Should().BeRefused(JwtErrorCode.TokenInvalid);
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        routes =>
        {
            routes.UseWebSockets();
            routes.MapJwtTicket();
            routes.Map("/ws", async (HttpContext context, Token token) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                var text = Encoding.UTF8.GetBytes($"{context.Request.Method} {token.Identity}");
                await socket.SendAsync(text, WebSocketMessageType.Text, true, context.RequestAborted);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            }).RequireJwt(jwt => jwt.From(TokenLocation.Ticket, TokenLocation.Header));
        },
        build: builder => builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2)));

    private static async Task<string> TicketAsync(TestApp app, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ticket?path=" + path);
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        request.Headers.Authorization = new("Bearer", app.Jwt.CreateAccessToken("alice"));
        using var response = await app.Client.SendAsync(request);
        response.Should().BeOk();
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("ticket").GetString()!;
    }

    private static async Task<string> ConnectAsync(TestApp app, string path)
    {
        using var socket = NewSocket();
        await OpenAsync(socket, app, path);
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static async Task<int> RefusedAsync(TestApp app, string path)
    {
        using var socket = NewSocket();
        await socket.Invoking(socket => OpenAsync(socket, app, path)).Should().ThrowAsync<WebSocketException>();
        return (int)socket.HttpStatusCode;
    }

    private static async Task OpenAsync(ClientWebSocket socket, TestApp app, string path)
    {
        using var handler = new HttpMessageInvoker(new SocketsHttpHandler());
        var address = new UriBuilder(new Uri(app.Client.BaseAddress!, path)) { Scheme = "ws" }.Uri;
        await socket.ConnectAsync(address, handler, CancellationToken.None);
    }

    private static ClientWebSocket NewSocket() => new()
    {
        Options =
        {
            HttpVersion = HttpVersion.Version20,
            HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            CollectHttpResponseDetails = true,
        },
    };
}
