using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>
/// SignalR continues a connection wherever its id is sent. A connection that a protected hub opened goes on at that hub alone, and with the
/// rights that it was opened with.
/// </summary>
public sealed class ConnectionContinuationTests
{
    [TestCase("/open")]
    [TestCase("/without")]
    [TestCase("/optional")]
    [TestCase("/branch/open")]
    [TestCase("/handler")]
    public async Task A_connection_of_a_protected_hub_does_not_go_on_where_less_is_required(string path)
    {
        await using var app = await StartAsync();
        var alice = app.Jwt.CreateAccessToken("alice");
        var query = await ConnectAsync(app, "/hub", alice);
        var own = path == "/handler" ? null : await ConnectAsync(app, path, null);

        foreach (var token in new[] { null, alice, app.Jwt.CreateAccessToken("mallory") })
        {
            (await SendAsync(app, path + query, token)).Should().BeRefused(JwtErrorCode.AccessDenied);
            (await app.GetAsync(path + query, token)).Should().BeRefused(JwtErrorCode.AccessDenied);
        }

        (await AskAsync(app, "/hub" + query, alice)).Should().Contain("user=alice");
        if (own is not null)
            (await AskAsync(app, path + own, null)).Should().Contain("user=;");
        await app.Jwt.RevokeAllAsync("alice");
        (await SendAsync(app, path + query, null)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await SendAsync(app, "/hub" + query, alice)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_open_hub_in_a_branch_beside_a_protected_one_needs_a_call(bool calls)
    {
        static void Branch(IApplicationBuilder branch, bool calls) => branch.UseRouting().UseEndpoints(endpoints =>
        {
            var open = endpoints.MapHub<UserHub>("/open");
            if (calls)
                open.WithoutJwt();
        });

        var start = () => TestApp.StartAsync(
            routes => routes.MapHub<UserHub>("/hub").RequireJwt(),
            build: builder => builder.Services.AddSignalR(),
            pipeline: app => app.Map("/branch", branch => Branch(branch, calls)));
        if (!calls)
        {
            await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*'/open'*branch*WithoutJwt()*");
            return;
        }

        await using var app = await start();
        var alice = app.Jwt.CreateAccessToken("alice");
        var query = await ConnectAsync(app, "/hub", alice);
        (await SendAsync(app, "/branch/open" + query, null)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await AskAsync(app, "/branch/open" + await ConnectAsync(app, "/branch/open", null), null)).Should().Contain("user=;");
    }

    [Test]
    public async Task Open_hubs_in_branches_need_no_call_where_no_hub_is_protected()
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapHub<UserHub>("/hub"),
            build: static builder => builder.Services.AddSignalR(),
            pipeline: static app => app.Map("/branch", static branch =>
                branch.UseRouting().UseEndpoints(static endpoints => endpoints.MapHub<UserHub>("/open"))));

        (await AskAsync(app, "/branch/open" + await ConnectAsync(app, "/branch/open", null), null)).Should().Contain("user=;");
    }

    [TestCase("/open")]
    [TestCase("/policy")]
    [TestCase("/without")]
    public async Task An_open_hub_keeps_the_user_of_the_scheme(string hub)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapHub<UserHub>("/open");
                routes.MapHub<UserHub>("/policy").RequireAuthorization();
                routes.MapHub<UserHub>("/without").WithoutJwt().RequireAuthorization();
                routes.MapHub<UserHub>("/protected").RequireJwt();
            },
            build: builder =>
            {
                builder.Services.AddSignalR();
                builder.Services.AddJwtExtended();
            });
        var alice = app.Jwt.CreateAccessToken("alice");

        (await AskAsync(app, hub + await ConnectAsync(app, hub, alice), alice)).Should().Contain("user=alice;");
    }

    [Test]
    public async Task A_connection_goes_on_at_its_own_hub_alone()
    {
        await using var app = await StartAsync();
        var admin = app.Jwt.CreateAccessToken("alice", "ADMIN");
        var query = await ConnectAsync(app, "/admin", admin);

        (await AskAsync(app, "/admin" + query, admin)).Should().Contain("user=alice");
        (await SendAsync(app, "/hub" + query, admin)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await AskAsync(app, "/hub" + await ConnectAsync(app, "/hub", admin), admin)).Should().Contain("user=alice");
    }

    [Test]
    public async Task A_connection_goes_on_at_its_own_URL_alone()
    {
        var members = new HashSet<string> { "a", "b" };
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapHub<UserHub>("/t/{tenant}/hub").RequireJwt(jwt => jwt.Where((context, _) =>
                    ValueTask.FromResult(members.Contains((string)context.GetRouteValue("tenant")!))));
                routes.MapHub<UserHub>("/query").RequireJwt(jwt => jwt.Where((context, _) =>
                    ValueTask.FromResult(members.Contains((string?)context.Request.Query["tenant"] ?? ""))));
                routes.MapHub<UserHub>("/hub").RequireHost("admin.local").RequireJwt();
                routes.MapHub<UserHub>("/hub").RequireHost("localhost", "127.0.0.1").RequireJwt();
            },
            build: static builder => builder.Services.AddSignalR());
        var alice = app.Jwt.CreateAccessToken("alice");
        var (tenant, own) = (await ConnectAsync(app, "/t/a/hub", alice), await ConnectAsync(app, "/hub", alice));
        members.Remove("a");

        (await SendAsync(app, "/t/a/hub" + tenant, alice)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await SendAsync(app, "/t/b/hub" + tenant, alice)).Should().BeRefused(JwtErrorCode.AccessDenied);
        members.Add("a");
        (await AskAsync(app, "/t/a/hub" + tenant, alice)).Should().Contain("user=alice");
        (await SendAsync(app, "/t/a/hub" + tenant + "&_=1&ticket=x", alice)).Should().BeOk("");
        (await app.GetWithHeaderAsync("/hub" + own, ("Host", "admin.local"), ("Authorization", "Bearer " + alice)))
            .Should().BeRefused(JwtErrorCode.AccessDenied);
        (await AskAsync(app, "/hub" + own, alice)).Should().Contain("user=alice");
    }

    [TestCase("USER", false)]
    [TestCase("ADMIN", true)]
    public async Task A_connection_goes_on_with_the_rights_that_it_was_opened_with(string role, bool goesOn)
    {
        await using var app = await StartAsync(cfg => cfg.OnRefresh(_ => ValueTask.FromResult<TokenDescriptor?>(new() { Role = role })));
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Role = "ADMIN" });
        var query = await ConnectAsync(app, "/hub", pair.AccessToken);
        var renewed = (await app.Jwt.RefreshAsync(pair.RefreshToken)).Pair!.AccessToken;

        using var response = await SendAsync(app, "/hub" + query, renewed);

        if (goesOn)
            response.Should().BeOk();
        else
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    [Test]
    public async Task A_connection_that_was_closed_has_no_owner()
    {
        await using var app = await StartAsync();
        var alice = app.Jwt.CreateAccessToken("alice");
        var query = await ConnectAsync(app, "/hub", alice);

        (await app.SendAsync(HttpMethod.Delete, "/hub" + query, alice)).IsSuccessStatusCode.Should().BeTrue();

        await ShouldBeUnknownToSignalRAsync(app, "/hub" + query, app.Jwt.CreateAccessToken("bob"));
    }

    [Test]
    public async Task A_connection_that_was_closed_while_it_was_polled_has_no_owner()
    {
        using var reached = new SemaphoreSlim(0);
        await using var app = await StartAsync(pipeline: it => it.Use((context, next) =>
        {
            var running = next(context);
            // In its handler by now, which waits for messages.
            reached.Release();
            return running;
        }));
        var alice = app.Jwt.CreateAccessToken("alice");
        var query = await ConnectAsync(app, "/hub", alice);
        while (reached.Wait(0))
        {
        }

        var polling = app.GetAsync("/hub" + query, alice);
        await reached.WaitAsync();
        (await app.SendAsync(HttpMethod.Delete, "/hub" + query, alice)).IsSuccessStatusCode.Should().BeTrue();
        (await polling).Dispose();

        await ShouldBeUnknownToSignalRAsync(app, "/hub" + query, app.Jwt.CreateAccessToken("bob"));
    }

    private static Task<TestApp> StartAsync(
        Action<JwtOptions>? configure = null, Action<WebApplication>? pipeline = null) => TestApp.StartAsync(
        routes =>
        {
            routes.Map("/branch", branch => branch.UseRouting().UseEndpoints(endpoints => endpoints.MapHub<UserHub>("/open").WithoutJwt()));
            routes.MapHub<UserHub>("/hub").RequireJwt();
            routes.MapHub<UserHub>("/admin").RequireJwt(jwt => jwt.Allow("ADMIN"));
            routes.MapHub<UserHub>("/open");
            routes.MapHub<UserHub>("/without").WithoutJwt();
            routes.MapHub<UserHub>("/optional").OptionalJwt();
            routes.MapConnectionHandler<Echo>("/handler");
        },
        configure,
        builder => builder.Services.AddSignalR(),
        pipeline);

    private static Task<string> ConnectAsync(TestApp app, string hub, string? token) => PollingConnection.ConnectAsync(app, hub, token);

    // .NET 11 refuses other users by itself for as long as it takes to remove the connection.
    private static async Task ShouldBeUnknownToSignalRAsync(TestApp app, string url, string token)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var response = await SendAsync(app, url, token);
            if (response.StatusCode == HttpStatusCode.NotFound)
                return;
            (await response.Content.ReadAsStringAsync()).Should().Be("The user associated with this connection changed.");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        Assert.Fail("SignalR keeps the connection.");
    }

    private static Task<HttpResponseMessage> SendAsync(TestApp app, string url, string? token) =>
        PollingConnection.SendAsync(app, url, token, nameof(UserHub.Who));

    private static Task<string> AskAsync(TestApp app, string url, string? token) =>
        PollingConnection.AskAsync(app, url, token, nameof(UserHub.Who));

    internal sealed class UserHub : Hub
    {
        public string Who() => $"user={Context.User?.Identity?.Name};";
    }

    private sealed class Echo : ConnectionHandler
    {
        public override Task OnConnectedAsync(ConnectionContext connection) => Task.CompletedTask;
    }
}
