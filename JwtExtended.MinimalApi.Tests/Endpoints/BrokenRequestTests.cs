using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Bodies that cannot be read are no failure of the app, whoever sends them, and whatever reads them first.</summary>
public sealed class BrokenRequestTests
{
    [TestCase("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"csrf_token\"\r\n\r\nunfinished")]
    [TestCase("multipart/form-data; boundary=x", "--x\r\nno colon\r\n\r\n\r\n--x--")]
    [TestCase("multipart/form-data; boundary=x", "")]
    [TestCase("multipart/form-data", "--x--")]
    [TestCase("multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=utf-7\r\n\r\na\r\n--x--")]
    [TestCase("application/x-www-form-urlencoded; charset=utf-7", "csrf_token=a")]
    [TestCase("application/x-www-form-urlencoded; charset=nonsense", "csrf_token=a")]
    public async Task A_form_that_cannot_be_read_proves_nothing(string type, string body)
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        using var broken = await PostAsync(app, "/form", token, type, body);
        using var optional = await PostAsync(app, "/optional", token, type, body);
        using var good = await PostAsync(
            app, "/form", token, "application/x-www-form-urlencoded", "csrf_token=" + app.ReadToken(token).Csrf);

        ((int)broken.StatusCode).Should().Be(403);
        optional.Should().BeOk("stranger");
        good.Should().BeOk("alice");
        Errors(app).Should().BeEmpty();
    }

    [Test]
    public async Task A_form_with_too_many_fields_proves_nothing()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");
        var fields = string.Concat(Enumerable.Range(0, 2000).Select(i => $"f{i}=1&"));

        using var response = await PostAsync(app, "/form", token, "application/x-www-form-urlencoded", fields);

        response.Should().BeRefused(JwtErrorCode.CsrfMissing);
        Errors(app).Should().BeEmpty();
    }

    [Test]
    public async Task The_response_says_up_to_which_size_a_form_is_read()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");
        var form = $"csrf_token={app.ReadToken(token).Csrf}&text=";

        using var large = await PostAsync(app, "/form", token, "application/x-www-form-urlencoded", form + new string('x', 70_000));
        using var small = await PostAsync(app, "/form", token, "application/x-www-form-urlencoded", form + "x");

        large.Should().BeRefused(JwtErrorCode.CsrfMissing);
        (await large.Content.ReadAsStringAsync()).Should().Contain("64 KiB").And.Contain("X-CSRF-Token");
        small.Should().BeOk("alice");
    }

    [Test]
    public async Task A_form_without_an_antiforgery_token_is_refused_and_not_a_failure([Values] bool behind)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                if (behind)
                    routes.UseAntiforgery();
                routes.MapPost("/form", ([FromForm] string text, Token token) => $"{text} of {token.Identity}").RequireJwt();
                routes.MapPost("/any", ([FromForm] string text, Token? token) => $"{text} of {token?.Identity}").OptionalJwt();
            },
            Cookies,
            builder => builder.Services.AddAntiforgery().AddDataProtection(),
            app =>
            {
                if (!behind)
                    app.UseAntiforgery();
            });
        var token = app.Jwt.CreateAccessToken("alice");
        var form = $"csrf_token={app.ReadToken(token).Csrf}&text=hello";

        using var byCookie = await PostAsync(app, "/form", token, "application/x-www-form-urlencoded", form);
        using var optional = await PostAsync(app, "/any", token, "application/x-www-form-urlencoded", form);
        using var anonymous = await app.SendAsync(HttpMethod.Post, "/form", content: new FormUrlEncodedContent([new("text", "hello")]));

        byCookie.Should().BeOk("hello of alice", "the form has the token of the package");
        ((int)optional.StatusCode).Should().Be(400, "ASP.NET Core asks for its own token");
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
        Errors(app).Should().BeEmpty();
    }

    [TestCase("gzip", true)]
    [TestCase("br", true)]
    [TestCase("deflate", true)]
    [TestCase("gzip", false)]
    public async Task A_compressed_body_that_is_broken_holds_no_token(string encoding, bool broken)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapPost("/body", (Token token) => token.Identity).RequireJwt();
                routes.MapPost("/form", (Token token) => token.Identity).RequireJwt();
                routes.MapJwtRefresh();
            },
            Cookies,
            builder => builder.Services.AddRequestDecompression(),
            app => app.UseRequestDecompression());
        var token = app.Jwt.CreateAccessToken("alice");

        using var body = await SendAsync("/body", "application/json", $$"""{"access_token":"{{token}}"}""");
        using var form = await SendAsync("/form", "application/x-www-form-urlencoded", "csrf_token=" + app.ReadToken(token).Csrf);
        using var refresh = await SendAsync(
            "/refresh", "application/json", $$"""{"refresh_token":"{{app.Jwt.CreateRefreshToken("alice")}}"}""");

        if (broken)
        {
            body.Should().BeRefused(JwtErrorCode.TokenMissing);
            form.Should().BeRefused(JwtErrorCode.CsrfMissing);
            refresh.Should().BeRefused(JwtErrorCode.TokenMissing);
        }
        else
        {
            body.Should().BeOk("alice");
            form.Should().BeOk("alice");
            refresh.Should().BeOk();
        }

        Errors(app).Should().BeEmpty();

        async Task<HttpResponseMessage> SendAsync(string path, string type, string text)
        {
            var content = new ByteArrayContent(broken ? Encoding.UTF8.GetBytes(text) : Compress(text));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            content.Headers.ContentEncoding.Add(encoding);
            (string, string)[] cookie = path == "/form" ? [("Cookie", BrowserClient.Access(token))] : [];
            return await app.SendAsync(HttpMethod.Post, path, content, cookie);
        }
    }

    private static byte[] Compress(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return memory.ToArray();
    }

    private static IEnumerable<string> Errors(TestApp app) =>
        app.Logs.GetSnapshot()
            .Where(record => record.Level >= LogLevel.Error && record.Category == "Microsoft.AspNetCore.Server.Kestrel")
            .Select(record => record.Message);

    private static async Task<HttpResponseMessage> PostAsync(TestApp app, string path, string token, string type, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await app.SendAsync(HttpMethod.Post, path, content, ("Cookie", BrowserClient.Access(token)));
    }

    private static void Cookies(JwtOptions cfg)
    {
        foreach (var location in new[] { TokenLocation.Header, TokenLocation.Cookie, TokenLocation.JsonBody })
            cfg.Locations.Add(location);
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        routes =>
        {
            routes.MapPost("/form", (Token token) => token.Identity).RequireJwt();
            routes.MapPost("/optional", (Token? token) => token?.Identity ?? "stranger");
        },
        Cookies);
}
