using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>Connections that are no hubs, and endpoints that accept revoked tokens.</summary>
public sealed class LongConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TokenDescriptor LongLived = new() { ExpiresIn = TimeSpan.FromDays(20) };

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_raw_connection_over_server_sent_events_ends_with_its_token_and_not_before(bool revoked)
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapConnectionHandler<SilentHandler>("/raw").RequireJwt(),
            build: builder => builder.Services.AddConnections());
        var token = app.Jwt.CreateTokenPair("alice", LongLived).AccessToken;
        using var stream = await OpenAsync(app, token);
        if (revoked)
            await app.Jwt.RevokeAllAsync("alice");

        var reading = ReadToEndAsync(stream);
        for (var i = 0; i < 600 && !reading.IsCompleted; i++)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(revoked ? 10 : 1)));
        }

        reading.IsCompleted.Should().Be(revoked);
    }

    [TestCase(true, true)]
    [TestCase(false, false)]
    public async Task A_socket_of_an_endpoint_that_accepts_revoked_tokens_outlives_the_revocation_and_no_other(bool skips, bool stays)
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.UseWebSockets();
            routes.MapGet("/socket", async (HttpContext context) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                var received = await socket.ReceiveAsync(new byte[16], context.RequestAborted);
                await socket.SendAsync(new byte[received.Count], WebSocketMessageType.Binary, true, context.RequestAborted);
            }).RequireJwt(jwt =>
            {
                if (skips)
                    jwt.SkipRevocationCheck();
            });
        });
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + app.Jwt.CreateTokenPair("alice", LongLived).AccessToken);
        await socket.ConnectAsync(new UriBuilder(new Uri(app.Client.BaseAddress!, "/socket")) { Scheme = "ws" }.Uri, default);
        await app.Jwt.RevokeAllAsync("alice");
        var receiving = socket.ReceiveAsync(new byte[16], default);

        if (stays)
        {
            for (var i = 0; i < 600 && !receiving.IsCompleted; i++)
            {
                app.Time.Advance(TimeSpan.FromSeconds(1));
                await Task.WhenAny(receiving, Task.Delay(TimeSpan.FromMilliseconds(1)));
            }

            receiving.IsCompleted.Should().BeFalse();
            await socket.SendAsync(new byte[3], WebSocketMessageType.Binary, true, default);
            (await receiving.WaitAsync(Patience)).Count.Should().Be(3);
        }
        else
        {
            await app.AdvanceUntilAsync(receiving, TestApp.RecheckInterval);
            (await receiving).CloseStatus.Should().Be(WebSocketCloseStatus.PolicyViolation);
        }
    }

    [TestCase("Upgrade: tcp\r\n")]
    [TestCase("Upgrade: h2c\r\n")]
    [TestCase("Upgrade: a\r\nUpgrade: b\r\n")]
    [TestCase("")]
    public async Task A_connection_that_is_upgraded_to_any_protocol_ends_with_its_token(string protocol)
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/upgrade", async (HttpContext context) =>
        {
            await using var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            await ReadToEndAsync(stream);
        }).RequireJwt());
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, app.Client.BaseAddress!.Port);
        await using var connection = client.GetStream();
        var request = $"GET /upgrade HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n{protocol}"
            + $"Authorization: Bearer {app.Jwt.CreateTokenPair("alice", LongLived).AccessToken}\r\n\r\n";
        await connection.WriteAsync(Encoding.ASCII.GetBytes(request));
        var status = new byte[12];
        await connection.ReadExactlyAsync(status);
        Encoding.ASCII.GetString(status).Should().Be("HTTP/1.1 101");

        var reading = ReadToEndAsync(connection);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        reading.IsCompleted.Should().BeFalse();
        await app.Jwt.RevokeAllAsync("alice");

        await app.AdvanceUntilAsync(reading, TestApp.RecheckInterval);
        await reading;
    }

    [Test]
    public async Task A_request_that_offers_another_protocol_and_is_not_upgraded_goes_on()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/upgrade", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("begin");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        }).RequireJwt());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/upgrade");
        request.Headers.Authorization = new("Bearer", app.Jwt.CreateTokenPair("alice", LongLived).AccessToken);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("h2c");
        using var response = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await app.Jwt.RevokeAllAsync("alice");

        var reading = ReadToEndAsync(stream);
        for (var i = 0; i < 600 && !reading.IsCompleted; i++)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(1)));
        }

        reading.IsCompleted.Should().BeFalse();
    }

    [TestCase("text/event-stream")]
    [TestCase("*/*")]
    public async Task A_raw_connection_behind_a_proxy_that_always_offers_an_upgrade_ends_normally(string accept)
    {
        var isPoll = accept == "*/*";
        var reached = new SemaphoreSlim(0);
        await using var app = await TestApp.StartAsync(
            routes => routes.MapConnectionHandler<SilentHandler>("/raw").RequireJwt().Add(endpoint =>
            {
                var next = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = context =>
                {
                    var running = next(context);
                    reached.Release();
                    return running;
                };
            }),
            build: builder => builder.Services.AddConnections());
        var token = app.Jwt.CreateTokenPair("alice", LongLived).AccessToken;
        var id = await NegotiateAsync(app, token);
        // The first poll only opens the connection.
        if (isPoll)
            (await PollAsync(app, id, token, accept)).Should().Be((HttpStatusCode.OK, ""));
        var polling = PollAsync(app, id, token, accept);
        // Negotiation and the first poll have reached their handlers as well.
        for (var requests = isPoll ? 3 : 2; requests > 0; requests--)
            (await reached.WaitAsync(Patience)).Should().BeTrue();
        await app.Jwt.RevokeAllAsync("alice");

        await app.AdvanceUntilAsync(polling, TestApp.RecheckInterval);

        var (status, body) = await polling;
        status.Should().Be(isPoll ? HttpStatusCode.NoContent : HttpStatusCode.OK);
        body.Trim(':', '\r', '\n').Should().BeEmpty();
    }

    private static async Task<(HttpStatusCode Status, string Body)> PollAsync(TestApp app, string id, string token, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/raw?id=" + id);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.Connection.Add("upgrade");
        using var response = await app.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<Stream> OpenAsync(TestApp app, string token)
    {
        var id = await NegotiateAsync(app, token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/raw?id=" + id);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("text/event-stream");
        var response = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStreamAsync();
    }

    private static async Task<string> NegotiateAsync(TestApp app, string token)
    {
        using var negotiated = await app.SendAsync(HttpMethod.Post, "/raw/negotiate?negotiateVersion=1", token);
        negotiated.Should().BeOk();
        using var body = JsonDocument.Parse(await negotiated.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("connectionToken").GetString()!;
    }

    private static async Task ReadToEndAsync(Stream stream)
    {
        try
        {
            var buffer = new byte[256];
            while (await stream.ReadAsync(buffer) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // An aborted connection has ended, too.
        }
    }

    private sealed class SilentHandler : ConnectionHandler
    {
        public override async Task OnConnectedAsync(ConnectionContext connection)
        {
            var closed = new TaskCompletionSource();
            using var registration = connection.ConnectionClosed.Register(closed.SetResult);
            await closed.Task;
        }
    }
}
