using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>What a token has opened ends with its key, also where another key gets its name, and with a ticket in between.</summary>
public sealed class RetiredKeyTests
{
    [TestCase("header", "nothing", true)]
    [TestCase("header", "retired", false)]
    [TestCase("header", "replaced", false)]
    [TestCase("no kid", "nothing", true)]
    [TestCase("no kid", "retired", false)]
    [TestCase("ticket", "nothing", true)]
    [TestCase("ticket", "retired", false)]
    [TestCase("ticket", "replaced", false)]
    public async Task A_connection_and_its_methods_end_with_the_key(string how, string meanwhile, bool stays)
    {
        await using var app = await StartAsync();
        var token = how == "no kid" ? TokenForge.Sign(TokenForge.Header, TokenForge.Payload()) : app.Jwt.CreateAccessToken("alice");
        await using var connection = how == "ticket"
            ? await WebSocketConnection.OpenAsync(app, "/hub?ticket=" + await TicketAsync(app, token))
            : await WebSocketConnection.OpenAsync(app, "/hub", token);
        (await connection.AskAsync("User")).Should().Contain("user ");

        Change(app.Jwt.Keys, meanwhile);

        (await connection.AskAsync("User")).Should().Contain(stays ? "user " : "token_invalid");
        var reading = connection.ReceiveToEndAsync();
        for (var i = 0; i < 20 && !reading.IsCompleted; i++)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(20)));
        }

        reading.IsCompletedSuccessfully.Should().Be(!stays);
    }

    [TestCase("nothing", true)]
    [TestCase("retired", false)]
    [TestCase("replaced", false)]
    public async Task A_ticket_opens_nothing_when_the_key_of_its_access_token_was_retired(string meanwhile, bool opens)
    {
        await using var app = await StartAsync();
        var ticket = await TicketAsync(app, app.Jwt.CreateAccessToken("alice"), "/file");

        Change(app.Jwt.Keys, meanwhile);

        using var response = await app.GetAsync("/file?ticket=" + ticket);
        if (opens)
            response.Should().BeOk("alice");
        else
            response.Should().BeRefused(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task A_connection_that_a_ticket_has_opened_keeps_its_methods_until_the_access_token_ends()
    {
        await using var app = await StartAsync();
        var ticket = await TicketAsync(app, app.Jwt.CreateAccessToken("alice"));
        await using var connection = await WebSocketConnection.OpenAsync(app, "/hub?ticket=" + ticket);

        app.Time.AdjustTime(TestApp.Start.AddMinutes(14));
        (await connection.AskAsync("User")).Should().Contain("user alice");
        app.Time.AdjustTime(TestApp.Start.AddMinutes(16));

        (await connection.AskAsync("User")).Should().Contain("token_expired");
    }

    [TestCase("/skips", true)]
    [TestCase("/skips?retire", false)]
    [TestCase("/looks-up?retire", false)]
    public async Task A_key_that_is_retired_on_the_way_to_the_endpoint_ends_the_request(string path, bool passes)
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.Use((context, next) =>
            {
                if (context.Request.Query.ContainsKey("retire"))
                {
                    Change(context.RequestServices.GetRequiredService<JwtService>().Keys, "retired");
                    ((FakeTimeProvider)context.RequestServices.GetRequiredService<TimeProvider>()).Advance(TimeSpan.FromSeconds(10));
                }

                return next(context);
            });
            routes.MapGet("/skips", (Token token) => token.Identity).RequireJwt(static jwt => jwt.SkipRevocationCheck());
            routes.MapGet("/looks-up", (Token token) => token.Identity).RequireJwt();
        }, build: static builder => builder.Services.AddJwtExtended());

        using var response = await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"));

        if (passes)
            response.Should().BeOk("alice");
        else
            response.Should().BeRefused(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task The_result_of_a_ticket_expires_with_the_access_token()
    {
        await using var app = await StartAsync();
        var ticket = await TicketAsync(app, app.Jwt.CreateAccessToken("alice"), "/expires");

        (await app.GetAsync("/expires?ticket=" + ticket)).Should().BeOk($"{TestApp.Start.AddMinutes(15):O}");
    }

    private static void Change(JwtKeyRing keys, string how)
    {
        if (how == "nothing")
            return;
        var old = keys.Signing.Kid;
        var next = JwtKey.Generate(JwtAlgorithm.HS256);
        keys.Add(next);
        keys.Promote(next.Kid);
        keys.Retire(old);
        if (how != "replaced")
            return;
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        keys.Add(JwtKey.FromJwk($$"""{"kty":"oct","alg":"HS256","kid":"{{old}}","k":"{{secret}}"}"""));
    }

    private static async Task<string> TicketAsync(TestApp app, string token, string path = "/hub")
    {
        using var response = await app.SendAsync(HttpMethod.Post, "/ticket?path=" + path, token);
        response.Should().BeOk();
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("ticket").GetString()!;
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        routes =>
        {
            routes.MapJwtTicket();
            routes.MapHub<UserHub>("/hub").RequireJwt(jwt => jwt.From(TokenLocation.Header, TokenLocation.Ticket));
            routes.MapGet("/file", (Token token) => token.Identity).RequireJwt(jwt => jwt.From(TokenLocation.Ticket));
            routes.MapGet("/expires", (HttpContext context) =>
                    $"{context.Features.Get<IAuthenticateResultFeature>()!.AuthenticateResult!.Properties!.ExpiresUtc:O}")
                .RequireJwt(jwt => jwt.From(TokenLocation.Ticket));
        },
        static cfg => cfg.Keys.RefreshSecrets.Add("base64:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
        static builder =>
        {
            builder.Services.AddSignalR();
            builder.Services.AddJwtExtended();
        });

    internal sealed class UserHub : Hub
    {
        [RequireJwt]
        public string User() => $"user {Context.User?.Identity?.Name}";
    }
}
