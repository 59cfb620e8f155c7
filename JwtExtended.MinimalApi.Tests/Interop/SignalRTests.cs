using System.Net.WebSockets;
using System.Text;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Hubs, with the client that browsers have (<c>@microsoft/signalr</c>), over every transport.</summary>
[NonParallelizable]
[Category("Interop")]
public sealed class SignalRTests : IAsyncDisposable
{
    private const char EndOfMessage = '\u001e';

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] Transports = ["WebSockets", "ServerSentEvents", "LongPolling"];

    private readonly HubGate _gate = new(Transports.Length);
    private TestApp? _app;

    private TestApp App => _app!;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [Test]
    public async Task A_hub_closes_normally_with_the_token_and_knows_its_user_on_every_transport([Values] bool revoked)
    {
        await StartAsync();
        var token = App.Jwt.CreateAccessToken(
            "alice", new TokenDescriptor { Roles = ["ADMIN"], ExpiresIn = TimeSpan.FromMinutes(10) });
        string[] methods = ["WhoAmI", "ForAdmins", "ForAuditors", "ForUsers", "TellMe"];
        var url = new Uri(App.Client.BaseAddress!, "/hub").AbsoluteUri;
        var clients = NodeScript.RunAsync<SignalRCase, SignalRResult>(
            "signalr.js", [.. Transports.Select(transport => new SignalRCase(url, transport, token, methods))]);
        await await Task.WhenAny(_gate.Ready, clients).WaitAsync(Patience);
        while (_gate.Running < Transports.Length)
            await Task.Delay(10);
        App.Time.Advance(TimeSpan.FromMinutes(5));
        clients.IsCompleted.Should().BeFalse("the token is valid");

        await EndAsync(clients, revoked);

        foreach (var (transport, client) in Transports.Zip(await clients))
        {
            client.Closed.Should().Be("normally", transport);
            client.Results.Should().Equal(["alice, alice", "admin alice", "refused", "user alice", "null"], transport);
            client.Received.Should().AllBe("hello alice", transport).And.NotBeEmpty();
        }

        _gate.Failures.Should().BeEmpty();
        App.Failures().Should().BeEmpty();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Where_SignalR_closes_connections_at_their_expiry_it_is_left_to_do_so(bool option)
    {
        // The clock of SignalR is that of the machine: to it, the token has not expired.
        await StartAsync(option, TimeProvider.System.GetUtcNow());
        using var socket = await ConnectAsync(ShortLived());

        await PassExpiryAsync();

        (await IsClosedAsync(socket, probe: option)).Should().Be(!option);
    }

    [Test]
    public async Task Where_SignalR_closes_connections_at_their_expiry_a_revocation_does_so_all_the_same()
    {
        await StartAsync(closesOnExpiration: true, TimeProvider.System.GetUtcNow());
        using var socket = await ConnectAsync(ShortLived());
        await PassExpiryAsync();

        var closing = IsClosedAsync(socket, probe: false);
        await EndAsync(closing, revoked: true);

        (await closing).Should().BeTrue();
    }

    [Test]
    public async Task SignalR_closes_a_connection_at_the_expiry_of_the_token_by_itself_where_it_is_told_to()
    {
        // The clock of the application stands still, and that of SignalR is the machine's.
        await StartAsync(closesOnExpiration: true, TimeProvider.System.GetUtcNow());
        using var socket = await ConnectAsync(
            App.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromSeconds(5) }));

        (await IsClosedAsync(socket, probe: false)).Should().BeTrue();
    }

    [Test]
    public async Task What_a_client_sends_after_the_end_of_its_token_calls_no_method()
    {
        await StartAsync();
        using var socket = await ConnectAsync(ShortLived());

        var closing = IsClosedAsync(socket, probe: false);
        await EndAsync(closing, revoked: false);
        await SendAsync(socket, """{"type":1,"target":"Ready","arguments":[]}""");
        await SendAsync(socket, """{"type":1,"target":"Ready","arguments":[]}""");
        await SendAsync(socket, """{"type":1,"target":"Ready","arguments":[]}""");

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        (await closing).Should().BeTrue();
        while (_gate.Running > 0)
            await Task.Delay(10);
        _gate.Ready.IsCompleted.Should().BeFalse();
    }

    [TestCase("header", true, "")]
    [TestCase("query", true, "Microsoft.AspNetCore.Hosting.Diagnostics")]
    [TestCase("query", false, "")]
    public async Task A_token_in_the_query_is_logged_by_the_host_alone_unless_it_is_told_not_to(
        string location, bool hostLogs, string logging)
    {
        await StartAsync(hostLogs: hostLogs);
        var token = ShortLived();

        using var socket = await ConnectAsync(token, location == "query");
        await SendAsync(socket, """{"type":1,"invocationId":"1","target":"WhoAmI","arguments":[]}""");
        (await ReceiveAsync(socket)).Should().Contain("alice, alice");
        socket.Abort();

        await App.App.StopAsync();
        var tail = token[^20..];
        App.Logs.GetSnapshot()
            .Where(log => log.Message.Contains(tail, StringComparison.Ordinal))
            .Select(static log => log.Category!)
            .Distinct()
            .Should().Equal(logging.Length == 0 ? [] : [logging]);
    }

    private static Task SendAsync(ClientWebSocket socket, string message) => socket.SendAsync(
        Encoding.UTF8.GetBytes(message + EndOfMessage), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, patience.Token);
        return received.MessageType == WebSocketMessageType.Close
            ? $"closed {received.CloseStatus}"
            : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    // With a probe, the response to a call comes first, unless the connection is closed.
    private static async Task<bool> IsClosedAsync(ClientWebSocket socket, bool probe)
    {
        if (probe)
            await SendAsync(socket, """{"type":1,"invocationId":"1","target":"WhoAmI","arguments":[]}""");
        while (true)
        {
            var received = await ReceiveAsync(socket);
            if (received.StartsWith("closed", StringComparison.Ordinal))
            {
                received.Should().Be("closed NormalClosure");
                return true;
            }

            if (received.Contains("alice, alice", StringComparison.Ordinal))
                return false;
        }
    }

    private async Task<ClientWebSocket> ConnectAsync(string token, bool query = false)
    {
        var socket = new ClientWebSocket();
        if (!query)
            socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        var address = new UriBuilder(new Uri(App.Client.BaseAddress!, "/hub"))
        {
            Scheme = "ws",
            Query = query ? "access_token=" + token : "",
        };
        await socket.ConnectAsync(address.Uri, CancellationToken.None);
        await SendAsync(socket, """{"protocol":"json","version":1}""");
        (await ReceiveAsync(socket)).Should().StartWith("{}");
        return socket;
    }

    private string ShortLived() => App.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromMinutes(10) });

    // In small steps, so that everything that waits for the clock gets its turn.
    private async Task PassExpiryAsync()
    {
        for (var i = 0; i < 12; i++)
        {
            App.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(10);
        }
    }

    private async Task EndAsync(Task shows, bool revoked)
    {
        if (revoked)
            await App.Jwt.RevokeAllAsync("alice");
        await App.AdvanceUntilAsync(shows, revoked ? TestApp.RecheckInterval : TimeSpan.FromMinutes(10));
    }

    private async Task StartAsync(bool closesOnExpiration = false, DateTimeOffset? now = null, bool hostLogs = true) =>
        _app = await TestApp.StartAsync(
            routes =>
            {
                routes.Use(_gate.CountAsync);
                routes.MapGroup("").MapHub<FeedHub>("/hub", options => options.CloseOnAuthenticationExpiration = closesOnExpiration)
                    .RequireJwt(static jwt => jwt.From(TokenLocation.Header, TokenLocation.Query));
            },
            static cfg => cfg.QueryParameter = "access_token",
            builder =>
            {
                builder.Services.AddSignalR();
                builder.Services.AddJwtExtended();
                builder.Services.AddSingleton(_gate);
                if (now is { } start)
                    builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(start));
                if (!hostLogs)
                    builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
            });
}
