using System.Net.WebSockets;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>The origins that an application allows for its WebSockets hold for hubs of every kind.</summary>
public sealed class HubOriginTests
{
    private const string Allowed = "https://good.example";

    [TestCase("/attribute", true)]
    [TestCase("/attribute", false)]
    [TestCase("/optional", true)]
    [TestCase("/call", true)]
    [TestCase("/call", false)]
    [TestCase("/open", false)]
    public async Task A_socket_of_another_origin_is_refused_and_of_an_allowed_one_opened(string hub, bool byCookie)
    {
        await using var app = await StartAsync();
        var alice = app.Jwt.CreateAccessToken("alice");
        var token = byCookie ? ("Cookie", BrowserClient.Access(alice)) : ("Authorization", "Bearer " + alice);

        var open = () => WebSocketConnection.OpenAsync(app, hub, token, ("Origin", "https://evil.example"));
        await using var allowed = await WebSocketConnection.OpenAsync(app, hub, token, ("Origin", Allowed));

        (await open.Should().ThrowAsync<WebSocketException>()).WithMessage("*403*");
        (await allowed.AskAsync("Who")).Should().Contain(hub == "/open" ? "user=;" : "user=alice;");
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        routes =>
        {
            routes.MapHub<RequiredHub>("/attribute");
            routes.MapHub<OptionalHub>("/optional");
            routes.MapHub<WhoHub>("/call").RequireJwt();
            routes.MapHub<WhoHub>("/open");
        },
        static cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Csrf.Mode = CsrfMode.Off;
        },
        static builder =>
        {
            builder.Services.AddSignalR();
            builder.Services.Configure<WebSocketOptions>(static options => options.AllowedOrigins.Add(Allowed));
        });

    internal class WhoHub : Hub
    {
        public string Who() => $"user={Context.User?.Identity?.Name};";
    }

    [RequireJwt]
    internal sealed class RequiredHub : WhoHub;

    [OptionalJwt]
    internal sealed class OptionalHub : WhoHub;
}
