using System.Net.WebSockets;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>Long-running requests end with their token.</summary>
public sealed class TokenExpiryMonitorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // So long that no test advances to its expiry, however slow the machine.
    private static readonly TokenDescriptor LongLived = new() { ExpiresIn = TimeSpan.FromDays(20) };

    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    public async Task A_stream_ends_at_the_expiry_of_its_token()
    {
        await using var app = await StartAsync();
        var streaming = app.GetAsync(
            "/feed", app.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromSeconds(12) }));
        await _began.Task;

        await AdvanceUntilEndedAsync(app);

        (await streaming).Should().BeOk("over");
        app.Time.GetUtcNow().Should().BeOnOrAfter(TestApp.Start.AddSeconds(12));
    }

    [Test]
    public async Task A_stream_that_a_ticket_opened_ends_with_the_access_token_and_not_with_the_ticket()
    {
        await using var app = await StartAsync();
        using var given = await app.SendAsync(
            HttpMethod.Post,
            "/ticket?path=/ticketed",
            app.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromSeconds(61) }));
        using var body = System.Text.Json.JsonDocument.Parse(await given.Content.ReadAsStringAsync());
        var streaming = app.GetAsync("/ticketed?ticket=" + body.RootElement.GetProperty("ticket").GetString());
        await _began.Task;

        await AdvanceUntilEndedAsync(app);

        (await streaming).Should().BeOk("over");
        app.Time.GetUtcNow().Should().BeOnOrAfter(TestApp.Start.AddSeconds(61));
    }

    [Test]
    public async Task A_stream_that_a_ticket_opened_ends_soon_after_the_revocation_of_its_access_token()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice", LongLived);
        using var given = await app.SendAsync(HttpMethod.Post, "/ticket?path=/ticketed", token);
        using var body = System.Text.Json.JsonDocument.Parse(await given.Content.ReadAsStringAsync());
        var streaming = app.GetAsync("/ticketed?ticket=" + body.RootElement.GetProperty("ticket").GetString());
        await _began.Task;

        await app.Jwt.RevokeAsync(app.ReadToken(token));
        await AdvanceUntilEndedAsync(app);

        (await streaming).Should().BeOk("over");
        app.Time.GetUtcNow().Should().BeBefore(TestApp.Start.AddDays(20), "the token itself had not expired");
    }

    [Test]
    public async Task Between_the_expiry_and_the_leeway_a_stream_goes_on_and_the_store_is_not_asked_all_the_time()
    {
        var store = new ScriptedStore();
        await using var app = await StartAsync(cfg =>
        {
            cfg.Leeway = TimeSpan.FromSeconds(60);
            cfg.Revocation.UseStore(_ => store);
        });
        var token = app.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromSeconds(12) });
        app.Time.AdjustTime(TestApp.Start.AddSeconds(30));
        var streaming = app.GetAsync("/feed", token);
        await _began.Task;
        var before = store.Lookups;
        // Long enough for thousands of look-ups, if the monitor did not wait for the clock.
        await Task.Delay(100);

        store.Lookups.Should().BeInRange(before, before + 1, "the clock stands still");
        await AdvanceUntilEndedAsync(app);

        (await streaming).Should().BeOk("over");
        app.Time.GetUtcNow().Should().BeOnOrAfter(TestApp.Start.AddSeconds(72));
    }

    [Test]
    public async Task A_stream_ends_when_its_client_has_gone()
    {
        await using var app = await StartAsync();
        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/feed");
        request.Headers.Authorization = new("Bearer", app.Jwt.CreateAccessToken("alice", LongLived));
        var streaming = app.Client.SendAsync(request, gone.Token);
        await _began.Task;

        await gone.CancelAsync();

        await _ended.Task.WaitAsync(Patience);
        await FluentActions.Awaiting(() => streaming).Should().ThrowAsync<OperationCanceledException>();
    }

    [TestCase("token")]
    [TestCase("identity")]
    [TestCase("session")]
    public async Task A_stream_ends_soon_after_any_revocation_of_its_token(string revocation)
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice", LongLived);
        var streaming = app.GetAsync("/feed", pair.AccessToken);
        await _began.Task;
        await (revocation switch
        {
            "token" => app.Jwt.RevokeAsync(app.ReadToken(pair.AccessToken)),
            "identity" => app.Jwt.RevokeAllAsync("alice"),
            _ => app.Jwt.RevokeAsync(app.ReadToken(pair.RefreshToken, TokenType.Refresh)),
        });

        await AdvanceUntilEndedAsync(app);

        (await streaming).Should().BeOk("over");
        app.Time.GetUtcNow().Should().BeBefore(TestApp.Start.AddDays(20), "the token itself had not expired");
    }

    [Test]
    public async Task A_WebSocket_is_closed_with_its_token()
    {
        await using var app = await StartAsync();
        using var socket = new ClientWebSocket();
        var pair = app.Jwt.CreateTokenPair("alice", LongLived);
        socket.Options.SetRequestHeader("Authorization", "Bearer " + pair.AccessToken);
        await socket.ConnectAsync(
            new Uri(app.Client.BaseAddress!.AbsoluteUri.Replace("http", "ws", StringComparison.Ordinal) + "socket"), default);
        await _began.Task;
        var receiving = socket.ReceiveAsync(new byte[16], default);
        await app.Jwt.RevokeAllAsync("alice");

        await app.AdvanceUntilAsync(receiving, TestApp.RecheckInterval);

        (await receiving).CloseStatus.Should().Be(WebSocketCloseStatus.PolicyViolation);
    }

    [Test]
    public async Task A_SignalR_connection_of_any_transport_is_closed_with_its_token()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapHub<EmptyHub>("/hub").RequireJwt(),
            build: builder => builder.Services.AddSignalR());
        var token = app.Jwt.CreateTokenPair("alice", LongLived).AccessToken;
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await socket.ConnectAsync(
            new Uri(app.Client.BaseAddress!.AbsoluteUri.Replace("http", "ws", StringComparison.Ordinal) + "hub"), default);
        await socket.SendAsync(
            System.Text.Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, default);
        (await socket.ReceiveAsync(new byte[64], default)).Count.Should().BePositive("this is the response to the handshake");
        await app.Jwt.RevokeAllAsync("alice");

        var receiving = ReceiveUntilClosedAsync(socket);
        while (!receiving.IsCompleted)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await receiving;
        app.Time.GetUtcNow().Should().BeBefore(TestApp.Start.AddDays(20));
    }

    [Test]
    public async Task A_store_that_fails_once_ends_nothing_and_twice_does()
    {
        var store = new ScriptedStore();
        await using var app = await StartAsync(cfg => cfg.Revocation.UseStore(_ => store));
        var streaming = app.GetAsync("/feed", app.Jwt.CreateAccessToken("alice", LongLived));
        await _began.Task;
        store.Fail = () => throw new IOException("gone");

        await AdvanceUntilEndedAsync(app);

        (await streaming).Should().BeOk("over");
        store.Lookups.Should().BeGreaterThanOrEqualTo(3);
    }

    [Test]
    public async Task A_request_without_a_token_has_no_lifetime_and_one_with_a_token_has_exactly_one()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/open", (HttpContext context) => context.GetJwtLifetime().CanBeCanceled);
            routes.MapGet(
                "/me",
                (HttpContext context) => context.GetJwtLifetime() == context.GetJwtLifetime() && context.GetJwtLifetime().CanBeCanceled)
                .RequireJwt();
        });

        (await app.GetAsync("/open")).Should().BeOk("false");
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("true");
    }

    private static async Task ReceiveUntilClosedAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while ((await socket.ReceiveAsync(new byte[256], patience.Token)).MessageType != WebSocketMessageType.Close)
                patience.Token.ThrowIfCancellationRequested();
        }
        catch (WebSocketException)
        {
            // An aborted connection is closed, too.
        }
    }

    private async Task AdvanceUntilEndedAsync(TestApp app)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!_ended.Task.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private async Task<string> FeedAsync(HttpContext context)
    {
        var over = new TaskCompletionSource();
        using var registration = context.GetJwtLifetime().Register(over.SetResult);
        _began.SetResult();
        await over.Task;
        _ended.SetResult();
        return "over";
    }

    private Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        routes =>
        {
            routes.UseWebSockets();
            routes.MapJwtTicket();
            routes.MapGet("/feed", (Delegate)FeedAsync).RequireJwt();
            routes.MapGet("/ticketed", (Delegate)FeedAsync).RequireJwt(jwt => jwt.From(TokenLocation.Ticket));
            routes.MapGet("/socket", async (HttpContext context) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                _began.SetResult();
                try
                {
                    await socket.ReceiveAsync(new byte[16], context.RequestAborted);
                }
                finally
                {
                    _ended.SetResult();
                }
            }).RequireJwt();
        },
        configure);

    internal sealed class EmptyHub : Microsoft.AspNetCore.SignalR.Hub;
}
