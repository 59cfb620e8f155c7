using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>A ticket is used up last, whatever is asked before, and what it is refused for changes nothing else.</summary>
public sealed class AccessCheckTests
{
    [TestCase("/sync")]
    [TestCase("/async")]
    public async Task A_ticket_is_used_up_when_the_requirement_holds_and_other_tokens_are_not(string path)
    {
        var holds = false;
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapJwtTicket();
            routes.MapGet("/sync", (Token token) => token.Type.ToString())
                .RequireJwt(jwt => jwt.From(TokenLocation.Header, TokenLocation.Ticket).Where(_ => holds));
            routes.MapGet("/async", (Token token) => token.Type.ToString())
                .RequireJwt(jwt => jwt.From(TokenLocation.Header, TokenLocation.Ticket).Where(async (_, _) =>
                {
                    await Task.Yield();
                    return holds;
                }));
        });
        var token = app.Jwt.CreateAccessToken("alice");
        var ticket = $"{path}?ticket={await TicketAsync(app, token, path)}";

        (await app.GetAsync(ticket)).Should().BeRefused(JwtErrorCode.AccessDenied);
        holds = true;
        (await app.GetAsync(ticket)).Should().BeOk("Ticket");
        (await app.GetAsync(ticket)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        for (var i = 0; i < 2; i++)
            (await app.GetAsync(path, token)).Should().BeOk("Access");
    }

    [Test]
    public async Task A_used_ticket_that_counts_as_none_clears_no_cookie()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapJwtTicket();
                routes.MapGet("/hello", (Token? token) => token?.Identity ?? "stranger")
                    .OptionalJwt(jwt => jwt.From(TokenLocation.Ticket, TokenLocation.Cookie).IgnoreBadCredentials());
            },
            cfg =>
            {
                cfg.Locations.Add(TokenLocation.Header);
                cfg.Locations.Add(TokenLocation.Cookie);
            });
        var ticket = "/hello?ticket=" + await TicketAsync(app, app.Jwt.CreateAccessToken("alice"), "/hello");

        using var first = await app.GetWithHeaderAsync(ticket, ("Sec-Fetch-Site", "same-origin"));
        using var second = await app.GetWithHeaderAsync(ticket, ("Sec-Fetch-Site", "same-origin"));

        first.Should().BeOk("alice");
        second.Should().BeOk("stranger");
        second.SetCookies().Should().BeEmpty();
    }

    private static async Task<string> TicketAsync(TestApp app, string token, string path)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "/ticket?path=" + path, token);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("ticket").GetString()!;
    }
}
