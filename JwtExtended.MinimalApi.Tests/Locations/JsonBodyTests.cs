using System.Net.Http.Json;
using System.Text;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Locations;

/// <summary>Tokens in the body, which the handler still reads.</summary>
public sealed class JsonBodyTests
{
    [Test]
    public async Task A_token_in_the_body_is_accepted_and_the_handler_reads_the_same_body()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        using var response = await PostAsync(app, "/orders", JsonContent.Create(new { access_token = token, item = "tea" }));

        response.Should().BeOk("tea for alice by JsonBody");
    }

    [Test]
    public async Task A_refresh_and_a_logout_read_the_body_and_respond_in_the_body()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");

        using var refresh = await PostAsync(app, "/refresh", JsonContent.Create(new { refresh_token = pair.RefreshToken }));
        var (access, next) = await SessionClient.ReadPairAsync(refresh);
        using var logout = await PostAsync(app, "/logout", JsonContent.Create(new { refresh_token = next, access_token = access }));

        refresh.SetCookies().Should().BeEmpty();
        logout.StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase("""{"access_token":"{0}","access_token":"{0}"}""", JwtErrorCode.RequestAmbiguous)]
    [TestCase("""{"access_token":"{0}","\u0061ccess_token":"{0}"}""", JwtErrorCode.RequestAmbiguous)]
    [TestCase("""{"access_token":"{0}="}""", JwtErrorCode.TokenMalformed)]
    [TestCase("""{"access_token":7,"item":"tea"}""", JwtErrorCode.TokenMalformed)]
    [TestCase("""{"access_token":{"a":"{0}"}}""", JwtErrorCode.TokenMalformed)]
    [TestCase("""{"access_token":["{0}"]}""", JwtErrorCode.TokenMalformed)]
    [TestCase("""{"access_token":true}""", JwtErrorCode.TokenMalformed)]
    [TestCase("""{"access_token":null}""", JwtErrorCode.TokenMissing)]
    [TestCase("""{"access_token":null,"access_token":"{0}"}""", JwtErrorCode.RequestAmbiguous)]
    [TestCase("""{"access_token":"{0}","access_token":null}""", JwtErrorCode.RequestAmbiguous)]
    [TestCase("""{"access_token":7,"access_token":"{0}"}""", JwtErrorCode.RequestAmbiguous)]
    [TestCase("""{"access_token":"{0}"} {}""", JwtErrorCode.TokenMissing)]
    [TestCase("""{"access_token":"{0}"}x""", JwtErrorCode.TokenMissing)]
    [TestCase("""{"nested":{"access_token":"{0}"}}""", JwtErrorCode.TokenMissing)]
    [TestCase("""["access_token","{0}"]""", JwtErrorCode.TokenMissing)]
    [TestCase("""{"access_token":"{0}" """, JwtErrorCode.TokenMissing)]
    [TestCase("""{"access_token":"\ud800"}""", JwtErrorCode.TokenMissing)]
    [TestCase("""{"refresh_token":"{0}"}""", JwtErrorCode.TokenMissing)]
    [TestCase("", JwtErrorCode.TokenMissing)]
    public async Task Another_body_is_refused(string body, JwtErrorCode code)
    {
        await using var app = await StartAsync();
        var json = body.Replace("{0}", app.Jwt.CreateAccessToken("alice"), StringComparison.Ordinal);

        using var response = await PostAsync(app, "/orders", new StringContent(json, null, "application/json"));

        response.Should().BeRefused(code);
    }

    [Test]
    public async Task A_body_that_is_too_long_or_not_JSON_has_no_token_and_reaches_the_handler_unchanged()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");
        var large = new string('x', 70_000);
        var body = Encoding.UTF8.GetBytes($$"""{"access_token":"{{token}}","item":"{{large}}"}""");
        var stream = new StreamContent(new MemoryStream(body)) { Headers = { { "Content-Type", "application/json" } } };
        var plain = new StringContent($$"""{"access_token":"{{token}}","item":"tea"}""", null, "text/plain");

        using var hidden = await PostAsync(app, "/orders", JsonContent.Create(new { item = large, access_token = token }));
        using var chunked = await PostAsync(app, "/orders", stream);
        using var text = await PostAsync(app, "/orders", plain);
        using var byHeader = await app.SendAsync(HttpMethod.Post, "/orders", token, JsonContent.Create(new { item = large }));

        hidden.Should().BeRefused(JwtErrorCode.TokenMissing);
        chunked.Should().BeRefused(JwtErrorCode.TokenMissing);
        text.StatusCode.Should().Be(System.Net.HttpStatusCode.UnsupportedMediaType);
        byHeader.Should().BeOk($"{large} for alice by Header");
    }

    [Test]
    public async Task A_token_in_the_body_and_in_another_location_is_ambiguous()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        JsonContent Body() => JsonContent.Create(new { access_token = token, item = "tea" });

        using var header = await app.SendAsync(HttpMethod.Post, "/orders", token, Body());
        using var cookie = await app.SendAsync(
            HttpMethod.Post, "/orders", Body(), ("Cookie", BrowserClient.Access(token)), ("Sec-Fetch-Site", "same-origin"));

        header.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
        cookie.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
    }

    [TestCase("""{"access_token":7}""", JwtErrorCode.TokenMalformed)]
    [TestCase("""{"access_token":{"access_token":"{0}"}}""", JwtErrorCode.TokenMalformed)]
    [TestCase("""{"access_token":"undefined"}""", JwtErrorCode.TokenMalformed)]
    [TestCase("""{"access_token":null,"access_token":"{0}"}""", JwtErrorCode.RequestAmbiguous)]
    [TestCase("""{"access_token":null}""", null)]
    [TestCase("""{"refresh_token":7}""", null)]
    [TestCase("{}", null)]
    public async Task At_an_optional_endpoint_a_body_with_a_bad_token_is_refused_and_one_without_is_not(string body, JwtErrorCode? code)
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");
        var json = body.Replace("{0}", token, StringComparison.Ordinal);

        using var response = await PostAsync(app, "/optional", new StringContent(json, null, "application/json"));
        using var good = await PostAsync(app, "/optional", JsonContent.Create(new { access_token = token }));

        if (code is { } refused)
            response.Should().BeRefused(refused);
        else
            response.Should().BeOk("stranger");
        good.Should().BeOk("alice");
    }

    [Test]
    public async Task A_body_with_a_byte_order_mark_holds_the_same_token()
    {
        await using var app = await StartAsync();
        var body = $$"""{"access_token":"{{app.Jwt.CreateAccessToken("alice")}}","item":"tea"}""";
        var content = new ByteArrayContent([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(body)])
        {
            Headers = { { "Content-Type", "application/json" } },
        };

        using var response = await PostAsync(app, "/orders", content);

        response.Should().BeOk("tea for alice by JsonBody");
    }

    [TestCase(10)]
    [TestCase(1023)]
    [TestCase(1024)]
    [TestCase(1025)]
    [TestCase(5000)]
    [TestCase(60_000)]
    [TestCase(65_536)]
    [TestCase(65_537)]
    [TestCase(200_000)]
    public async Task The_handler_reads_every_byte_whatever_was_read_before(int length)
    {
        await using var app = await StartAsync();
        var body = ("{\"item\":\"" + new string('x', length))[..(length - 2)] + "\"}";
        var stream = new MemoryStream(Encoding.UTF8.GetBytes(body));
        var chunked = new StreamContent(stream) { Headers = { { "Content-Type", "application/json" } } };

        using var whole = await app.SendAsync(
            HttpMethod.Post, "/echo", app.Jwt.CreateAccessToken("alice"), new StringContent(body, null, "application/json"));
        using var pieces = await app.SendAsync(HttpMethod.Post, "/echo", app.Jwt.CreateAccessToken("alice"), chunked);

        (await whole.Content.ReadAsStringAsync()).Should().Be(body);
        (await pieces.Content.ReadAsStringAsync()).Should().Be(body);
    }

    [Test]
    public async Task A_body_that_the_application_buffers_itself_is_rewound()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapPost("/twice", async (HttpContext context, Token token) =>
            {
                using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
                var first = await reader.ReadToEndAsync();
                context.Request.Body.Position = 0;
                return $"{token.Identity} {first.Length > 100} {context.Request.Body.Length == first.Length}";
            }).RequireJwt(jwt => jwt.From(TokenLocation.JsonBody)),
            pipeline: app => app.Use((context, next) =>
            {
                context.Request.EnableBuffering();
                return next(context);
            }));

        using var response = await PostAsync(app, "/twice", JsonContent.Create(new { access_token = app.Jwt.CreateAccessToken("alice") }));

        response.Should().BeOk("alice True True");
    }

    private static Task<HttpResponseMessage> PostAsync(TestApp app, string path, HttpContent content) =>
        app.SendAsync(HttpMethod.Post, path, content: content);

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        routes =>
        {
            routes.MapPost("/orders", (Order order, Token token, HttpContext context) =>
                $"{order.Item} for {token.Identity} by {context.GetJwtLocation()}").RequireJwt();
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes.MapPost("/optional", (Token? token) => token?.Identity ?? "stranger").OptionalJwt();
            routes.MapPost("/echo", (HttpRequest request, HttpResponse response) => request.Body.CopyToAsync(response.Body)).RequireJwt();
            routes.MapJwtRefresh();
            routes.MapJwtLogout();
        },
        cfg =>
        {
            foreach (var location in new[] { TokenLocation.Header, TokenLocation.Cookie, TokenLocation.JsonBody })
                cfg.Locations.Add(location);
        });

    internal sealed record Order(string Item);
}
