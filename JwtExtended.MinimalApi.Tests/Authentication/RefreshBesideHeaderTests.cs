using System.Net.Http.Json;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>
/// Clients that add their access token, or what they take for one, to every request: where a refresh token is required, the one beside
/// it is meant.
/// </summary>
public sealed class RefreshBesideHeaderTests
{
    private const string SameOrigin = "same-origin";

    [TestCase("an access token")]
    [TestCase("undefined")]
    [TestCase("null")]
    [TestCase("")]
    [TestCase("two words")]
    public async Task A_refresh_cookie_is_used_beside_a_header_without_a_refresh_token(string header)
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var value = "Bearer " + (header == "an access token" ? pair.AccessToken : header);
        var cookie = ("Cookie", $"{BrowserClient.Access(pair.AccessToken)}; {BrowserClient.Refresh(pair.RefreshToken)}");

        using var manual = await app.PostAsync("/manual", ("Authorization", value), cookie, ("Sec-Fetch-Site", SameOrigin));
        using var refresh = await app.PostAsync("/refresh", ("Authorization", value), cookie, ("Sec-Fetch-Site", SameOrigin));
        using var alone = await app.PostAsync("/manual", ("Authorization", value));

        manual.Should().BeOk("alice by Cookie");
        refresh.Should().BeOk();
        refresh.SetCookies().Should().HaveCount(2);
        alone.IsSuccessStatusCode.Should().BeFalse("without a refresh token the header is what is refused");
    }

    [TestCase("an access token")]
    [TestCase("undefined")]
    public async Task A_refresh_token_in_the_body_is_used_beside_a_header_without_one(string header)
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var value = header == "undefined" ? header : pair.AccessToken;

        using var manual = await app.SendAsync(HttpMethod.Post, "/manual", value, Body(pair.RefreshToken));
        using var refresh = await app.SendAsync(HttpMethod.Post, "/refresh", value, Body(pair.RefreshToken));

        manual.Should().BeOk("alice by JsonBody");
        refresh.Should().BeOk();
        refresh.SetCookies().Should().BeEmpty();
    }

    [TestCase("an access token")]
    [TestCase("undefined")]
    [TestCase("another session")]
    public async Task No_header_switches_off_the_forgery_check_of_the_cookie(string header)
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var value = header switch
        {
            "an access token" => pair.AccessToken,
            "another session" => app.Jwt.CreateRefreshToken("mallory"),
            _ => header,
        };
        var cookie = ("Cookie", BrowserClient.Refresh(pair.RefreshToken));

        foreach (var path in new[] { "/manual", "/refresh" })
        {
            using var forged = await app.PostAsync(path, ("Authorization", "Bearer " + value), cookie, ("Sec-Fetch-Site", "cross-site"));
            using var unproved = await app.PostAsync(path, ("Authorization", "Bearer " + value), cookie);

            forged.Should().BeRefused(header == "another session" ? JwtErrorCode.RequestAmbiguous : JwtErrorCode.CsrfMismatch);
            unproved.Should().BeRefused(header == "another session" ? JwtErrorCode.RequestAmbiguous : JwtErrorCode.CsrfMissing);
        }

        (await app.PostAsync("/refresh", cookie, ("Sec-Fetch-Site", SameOrigin))).Should().BeOk();
    }

    [TestCase("Authorization")]
    [TestCase("X-Refresh-Token")]
    public async Task Refresh_tokens_of_two_sessions_are_ambiguous_and_of_one_session_the_header_is_used(string name)
    {
        await using var app = await StartAsync();
        var (pair, other) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));
        var header = (name, "Bearer " + pair.RefreshToken);
        var origin = ("Sec-Fetch-Site", SameOrigin);

        using var two = await app.PostAsync("/refresh", header, ("Cookie", BrowserClient.Refresh(other.RefreshToken)), origin);
        using var dead = await app.PostAsync("/manual", header, ("Cookie", BrowserClient.Refresh("undefined")), origin);
        using var one = await app.PostAsync("/refresh", header, ("Cookie", BrowserClient.Refresh(pair.RefreshToken)), origin);

        two.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Level == LogLevel.Warning && log.Message.Contains("two sessions"));
        dead.Should().BeOk("alice by Header");
        one.Should().BeOk();
        one.SetCookies().Should().BeEmpty("the response goes where the token came from");
    }

    [TestCase("bob", true)]
    [TestCase("alice", false)]
    public async Task Refresh_tokens_of_two_users_are_ambiguous_although_their_sessions_have_one_id(string user, bool isRefused)
    {
        await using var app = await StartAsync();
        var phone = new TokenDescriptor { SessionId = "phone" };
        var (header, cookie) = (app.Jwt.CreateTokenPair("alice", phone), app.Jwt.CreateTokenPair(user, phone));

        using var response = await app.PostAsync(
            "/manual",
            ("Authorization", "Bearer " + header.RefreshToken),
            ("Cookie", BrowserClient.Refresh(cookie.RefreshToken)),
            ("Sec-Fetch-Site", SameOrigin));

        if (isRefused)
            response.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
        else
            response.Should().BeOk("alice by Header");
    }

    [Test]
    public async Task A_refresh_token_in_a_header_that_is_refused_does_not_fall_through_to_the_cookie()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var cookie = ("Cookie", BrowserClient.Refresh(pair.RefreshToken));
        var forged = pair.RefreshToken[..^8] + "AAAAAAAA";

        using var bad = await app.PostAsync("/manual", ("Authorization", "Bearer " + forged), cookie, ("Sec-Fetch-Site", SameOrigin));
        using var own = await app.PostAsync("/manual", ("X-Refresh-Token", "Bearer undefined"), cookie, ("Sec-Fetch-Site", SameOrigin));
        using var good = await app.PostAsync("/manual", cookie, ("Sec-Fetch-Site", SameOrigin));

        bad.Should().BeRefused(JwtErrorCode.TokenInvalid);
        own.Should().BeRefused(JwtErrorCode.TokenMalformed, "this header is for refresh tokens alone");
        good.Should().BeOk("alice by Cookie");
    }

    [Test]
    public async Task Two_refresh_tokens_in_header_and_body_or_cookie_and_body_stay_ambiguous()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");

        using var header = await app.SendAsync(HttpMethod.Post, "/manual", pair.RefreshToken, Body(pair.RefreshToken));
        using var cookie = await app.SendAsync(
            HttpMethod.Post,
            "/manual",
            Body(pair.RefreshToken),
            ("Cookie", BrowserClient.Refresh(pair.RefreshToken)),
            ("Authorization", "Bearer " + pair.AccessToken));
        using var body = await app.SendAsync(HttpMethod.Post, "/manual", content: Body(pair.RefreshToken));

        header.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
        cookie.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
        body.Should().BeOk("alice by JsonBody");
    }

    [Test]
    public async Task A_header_that_was_sent_twice_stays_ambiguous_beside_a_refresh_cookie()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var header = "Authorization: Bearer " + pair.AccessToken;

        using var response = await app.PostRawAsync(
            "/manual", header, header, "Cookie: " + BrowserClient.Refresh(pair.RefreshToken), "Sec-Fetch-Site: " + SameOrigin);

        response.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
    }

    [Test]
    public async Task A_header_that_was_sent_twice_stays_ambiguous_beside_a_refresh_token_in_the_body()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var (request, header) = (new DirectRequest(app, "/manual"), "Bearer " + pair.AccessToken);
        request.Context.Request.Headers.Authorization = new[] { header, header };
        request.Context.Request.ContentType = "application/json";
        request.Context.Request.Body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new { refresh_token = pair.RefreshToken }));

        await request.InvokeAsync();

        request.Context.Response.StatusCode.Should().Be(400);
        request.ReadBody().Should().Contain("request_ambiguous");
    }

    [Test]
    public async Task A_refresh_cookie_that_was_sent_twice_is_ambiguous_also_beside_a_header()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var cookie = BrowserClient.Refresh(pair.RefreshToken);

        using var response = await app.PostAsync(
            "/manual", ("Authorization", "Bearer " + pair.RefreshToken), ("Cookie", $"{cookie}; {cookie}"), ("Sec-Fetch-Site", SameOrigin));

        response.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
    }

    private static JsonContent Body(string refreshToken) => JsonContent.Create(new { refresh_token = refreshToken });

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        routes =>
        {
            routes.MapPost("/manual", (Token token, HttpContext context) => $"{token.Identity} by {context.GetJwtLocation()}")
                .RequireRefreshJwt();
            routes.MapJwtRefresh();
        },
        cfg =>
        {
            foreach (var location in new[] { TokenLocation.Header, TokenLocation.Cookie, TokenLocation.JsonBody })
                cfg.Locations.Add(location);
        });
}
