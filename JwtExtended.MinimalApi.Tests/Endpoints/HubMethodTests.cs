using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Attributes of hub methods are enforced at each call, with the token that the connection has by then.</summary>
public sealed class HubMethodTests
{
    [TestCase("Anyone", true, true, true)]
    [TestCase("User", false, true, true)]
    [TestCase("Admin", false, false, true)]
    [TestCase("Fresh", false, false, true)]
    public async Task A_method_is_for_those_whom_its_attribute_names(string method, bool anonymous, bool user, bool admin)
    {
        await using var app = await StartAsync();

        await ShouldAnswerAsync(app, null, method, anonymous ? null : "token_missing");
        await ShouldAnswerAsync(app, app.Jwt.CreateAccessToken("alice"), method, user ? null : RefusalOf(method));
        await ShouldAnswerAsync(app, app.Jwt.CreateAccessToken("ada", "ADMIN", fresh: true), method, admin ? null : RefusalOf(method));
    }

    [TestCase("nothing", null)]
    [TestCase("revoked", "token_revoked")]
    [TestCase("retired", "token_invalid")]
    [TestCase("revoked and retired", "token_invalid")]
    public async Task A_call_is_refused_when_the_token_has_ended(string meanwhile, string? expected)
    {
        await using var app = await StartAsync();
        var alice = app.Jwt.CreateAccessToken("alice");
        // Opened without the token's hub being asked again: the call comes over a request that passed before.
        await using var connection = await WebSocketConnection.OpenAsync(app, "/hub", alice);
        (await connection.AskAsync("User")).Should().Contain("alice");

        if (meanwhile.StartsWith("revoked", StringComparison.Ordinal))
            await app.Jwt.RevokeAllAsync("alice");
        if (meanwhile.EndsWith("retired", StringComparison.Ordinal))
        {
            var old = app.Jwt.Keys.Signing.Kid;
            app.Jwt.Keys.Add(JwtKey.Generate(JwtAlgorithm.HS256));
            app.Jwt.Keys.Promote(app.Jwt.Keys.Verifying.Single(key => key.Kid != old).Kid);
            app.Jwt.Keys.Retire(old);
        }

        (await connection.AskAsync("User")).Should().Contain(expected ?? "alice");
        (await connection.AskAsync("Admin")).Should().Contain(expected ?? "access_denied", "what has ended decides first");
        (await connection.AskAsync("Anyone")).Should().Contain("anyone", "no attribute says anything about it");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_transformed_user_of_a_hub_with_a_policy_has_a_token(bool hasPolicy)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                var hub = routes.MapHub<MethodHub>("/hub").RequireJwt();
                if (hasPolicy)
                    hub.RequireAuthorization();
            },
            build: static builder =>
            {
                builder.Services.AddTransient<IClaimsTransformation, Guest>().AddSignalR();
                builder.Services.AddJwtExtended();
            });
        await using var connection = await WebSocketConnection.OpenAsync(app, "/hub", app.Jwt.CreateAccessToken("alice"));

        (await connection.AskAsync("User")).Should().Contain("user alice");
        await app.Jwt.RevokeAllAsync("alice");
        (await connection.AskAsync("User")).Should().Contain("token_revoked");
    }

    [Test]
    public async Task Long_polling_goes_on_with_the_token_of_the_latest_request()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var query = await ConnectAsync(app, pair.AccessToken);
        app.Time.Advance(TimeSpan.FromMinutes(14));
        var renewed = (await app.Jwt.RefreshAsync(pair.RefreshToken)).Pair!.AccessToken;
        app.Time.Advance(TimeSpan.FromMinutes(5));

        (await AskAsync(app, query, renewed, "User")).Should().Contain("alice");
    }

    [Test]
    public async Task A_hub_whose_methods_nothing_would_check_stops_the_start_and_the_cures_work()
    {
        var unregistered = () => TestApp.StartAsync(
            routes => routes.MapHub<MethodHub>("/hub").OptionalJwt(), build: static builder => builder.Services.AddSignalR());
        var open = () => StartAsync(routes => routes.MapHub<MethodHub>("/hub"));
        var contradictory = () => StartAsync(routes => routes.MapHub<OpenMethodHub>("/hub").RequireJwt());
        var uncalled = () => StartAsync(routes => routes.MapHub<ConnectingHub>("/hub").RequireJwt());

        await unregistered.Should().ThrowAsync<InvalidOperationException>().WithMessage("*MethodHub.*AddJwtExtended()*");
        await open.Should().ThrowAsync<InvalidOperationException>().WithMessage("*OptionalJwt() or RequireJwt() on MapHub()*");
        await contradictory.Should().ThrowAsync<InvalidOperationException>().WithMessage("*OpenMethodHub.Open*Remove the attribute*");
        await uncalled.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("'ConnectingHub.OnConnectedAsync' is no method*the hub.");
        await using var app = await StartAsync(routes => routes.MapHub<MethodHub>("/hub").RequireJwt());
        await ShouldAnswerAsync(app, app.Jwt.CreateAccessToken("alice"), "User", null);
    }

    private static string RefusalOf(string method) => method == "Fresh" ? "fresh_required" : "access_denied";

    private static async Task ShouldAnswerAsync(TestApp app, string? token, string method, string? refusal)
    {
        var answer = await AskAsync(app, await ConnectAsync(app, token), token, method);
        answer.Should().Contain(refusal ?? method.ToLowerInvariant());
        if (refusal is null)
            answer.Should().NotContain("error");
    }

    private static Task<TestApp> StartAsync(Action<WebApplication>? routes = null) => TestApp.StartAsync(
        routes ?? (static app => app.MapHub<MethodHub>("/hub").OptionalJwt()),
        build: static builder =>
        {
            builder.Services.AddSignalR();
            builder.Services.AddJwtExtended();
            builder.Services.AddAuthentication().AddJwtExtended();
        });

    private static async Task<string> ConnectAsync(TestApp app, string? token) =>
        "/hub" + await PollingConnection.ConnectAsync(app, "/hub", token);

    private static Task<string> AskAsync(TestApp app, string url, string? token, string method) =>
        PollingConnection.AskAsync(app, url, token, method);

    private sealed class Guest : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            var transformed = principal.Clone();
            transformed.AddIdentity(new ClaimsIdentity([new Claim("guest", "yes")], "Local"));
            return Task.FromResult(transformed);
        }
    }

    internal sealed class MethodHub : Hub
    {
        public string Anyone() => "anyone" + Context.Items.Count;

        [RequireJwt]
        public string User() => $"user {Context.User?.Identity?.Name}";

        [RequireJwt(Allow = ["ADMIN"])]
        public string Admin() => "admin" + Context.Items.Count;

        [RequireFreshJwt]
        public string Fresh() => "fresh" + Context.Items.Count;
    }

    internal sealed class OpenMethodHub : Hub
    {
        [WithoutJwt]
        public string Open() => "open" + Context.Items.Count;
    }

    internal sealed class ConnectingHub : Hub
    {
        [RequireJwt]
        public override Task OnConnectedAsync() => base.OnConnectedAsync();
    }
}
