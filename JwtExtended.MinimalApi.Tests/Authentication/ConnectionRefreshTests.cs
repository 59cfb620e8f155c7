using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>
/// Since .NET 11, SignalR replaces the user of a connection by that of a later token, where it is told to. The later token has to be one of
/// the same session, with the same rights. Earlier versions have no such endpoint.
/// </summary>
public sealed class ConnectionRefreshTests
{
    [Test]
    public async Task A_later_token_of_the_session_refreshes_a_connection()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var id = await ConnectAsync(app, "/hub", pair.AccessToken);
        var renewed = (await app.Jwt.RefreshAsync(pair.RefreshToken)).Pair!.AccessToken;

        (await RefreshAsync(app, "/hub", renewed, id)).Should().HaveStatusCode(
            DotNet.RefreshesConnections ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        (await PollingConnection.AskAsync(app, $"/hub?id={id}", renewed, nameof(UserHub.Who))).Should().Contain("user=alice");
    }

    [TestCase("/hub", null, JwtErrorCode.TokenMissing)]
    [TestCase("/hub", "a.b.c", JwtErrorCode.TokenMalformed)]
    [TestCase("/hub", "mallory", JwtErrorCode.AccessDenied)]
    [TestCase("/hub", "alice", JwtErrorCode.AccessDenied, Description = "in another session")]
    [TestCase("/open", null, JwtErrorCode.AccessDenied)]
    [TestCase("/open", "alice", JwtErrorCode.AccessDenied)]
    [TestCase("/optional", null, JwtErrorCode.AccessDenied)]
    [TestCase("/optional", "alice", JwtErrorCode.AccessDenied)]
    public async Task Nothing_else_refreshes_it(string hub, string? user, JwtErrorCode refusal)
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateTokenPair("alice").AccessToken;
        var id = await ConnectAsync(app, "/hub", token);
        var other = user is null or "a.b.c" ? user : app.Jwt.CreateTokenPair(user).AccessToken;

        using var response = await RefreshAsync(app, hub, other, id);

        if (DotNet.RefreshesConnections)
            response.Should().BeRefused(refusal);
        else
            response.Should().HaveStatusCode(HttpStatusCode.NotFound);
        (await PollingConnection.AskAsync(app, $"/hub?id={id}", token, nameof(UserHub.Who))).Should().Contain("user=alice");
    }

    [Test]
    public async Task A_token_with_other_rights_does_not_refresh_it()
    {
        await using var app = await StartAsync(cfg => cfg.OnRefresh(_ => ValueTask.FromResult<TokenDescriptor?>(new() { Role = "USER" })));
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Role = "ADMIN" });
        var id = await ConnectAsync(app, "/hub", pair.AccessToken);
        var renewed = (await app.Jwt.RefreshAsync(pair.RefreshToken)).Pair!.AccessToken;

        using var response = await RefreshAsync(app, "/hub", renewed, id);

        if (DotNet.RefreshesConnections)
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
        else
            response.Should().HaveStatusCode(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task The_id_in_the_query_names_no_connection_to_refresh()
    {
        await using var app = await StartAsync();
        var mallory = app.Jwt.CreateTokenPair("alice").AccessToken;
        var own = await ConnectAsync(app, "/hub", mallory);
        var id = await ConnectAsync(app, "/hub", app.Jwt.CreateTokenPair("alice").AccessToken);

        using var response = await RefreshAsync(app, "/hub", mallory, id, query: "?id=" + own);

        if (DotNet.RefreshesConnections)
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
        else
            response.Should().HaveStatusCode(HttpStatusCode.NotFound);
    }

    [TestCase(null, HttpStatusCode.BadRequest)]
    [TestCase("unknown", HttpStatusCode.NotFound)]
    public async Task Without_a_connection_SignalR_decides(string? id, HttpStatusCode status)
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        using var response = await RefreshAsync(app, "/hub", token, id);

        response.Should().HaveStatusCode(DotNet.RefreshesConnections ? status : HttpStatusCode.NotFound);
    }

    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null)
    {
        // Not in the reference assemblies of the earlier version.
        var enable = typeof(HttpConnectionDispatcherOptions).GetProperty("EnableAuthenticationRefresh");
        (enable is not null).Should().Be(DotNet.RefreshesConnections);
        return TestApp.StartAsync(
            routes =>
            {
                routes.MapHub<UserHub>("/hub", options => enable?.SetValue(options, true)).RequireJwt();
                routes.MapHub<UserHub>("/open", options => enable?.SetValue(options, true));
                routes.MapHub<UserHub>("/optional", options => enable?.SetValue(options, true)).OptionalJwt();
            },
            configure,
            builder => builder.Services.AddSignalR());
    }

    private static async Task<string> ConnectAsync(TestApp app, string hub, string token) =>
        (await PollingConnection.ConnectAsync(app, hub, token))["?id=".Length..];

    private static Task<HttpResponseMessage> RefreshAsync(TestApp app, string hub, string? token, string? id, string query = "")
    {
        List<(string Name, string Value)> headers = [];
        if (token is not null)
            headers.Add(("Authorization", "Bearer " + token));
        if (id is not null)
            headers.Add(("X-SignalR-Connection-Token", id));
        return app.SendAsync(HttpMethod.Post, hub + "/refresh" + query, null, [.. headers]);
    }

    internal sealed class UserHub : Hub
    {
        public string Who() => $"user={Context.User?.Identity?.Name};";
    }
}
