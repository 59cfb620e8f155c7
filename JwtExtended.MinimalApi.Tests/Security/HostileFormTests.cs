using System.Net.Sockets;
using System.Text;
using JwtExtended.MinimalApi.Tests.Sessions;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Security;

/// <summary>What no client sends, at the endpoints for OAuth clients: every response is one of theirs, and nothing fails.</summary>
public sealed class HostileFormTests
{
    private const string FormType = "Content-Type: application/x-www-form-urlencoded";
    private const string Secret = IntrospectionEndpointTests.Secret;

    private static readonly string[] Paths = ["/refresh", "/revoke", "/introspect"];

    [Test]
    public async Task No_changed_form_fails()
    {
        await using var app = await StartAsync();
        var random = new Random(7);
        var pair = app.Jwt.CreateTokenPair("alice");
        var forms = new[]
        {
            $"grant_type=refresh_token&refresh_token={pair.RefreshToken}&scope=read&client_id=app",
            $"token={pair.AccessToken}&token_type_hint=access_token&client_id=orders&client_secret={Uri.EscapeDataString(Secret)}",
        };

        for (var i = 0; i < 1500; i++)
        {
            var form = Encoding.UTF8.GetBytes(forms[random.Next(forms.Length)]);
            for (var changes = random.Next(1, 5); changes > 0; changes--)
                Change(form, random);
            using var content = new ByteArrayContent(form);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
            using var response = await app.SendAsync(HttpMethod.Post, Paths[i % Paths.Length], content);
            ((int)response.StatusCode).Should().BeOneOf([200, 400, 401], "the form was {0}", Encoding.Latin1.GetString(form));
        }

        app.Failures(LogLevel.Error).Should().BeEmpty();
    }

    [Test]
    public async Task No_Authorization_header_fails()
    {
        await using var app = await StartAsync();
        var random = new Random(11);
        var token = app.Jwt.CreateAccessToken("alice");

        for (var i = 0; i < 600; i++)
        {
            var bytes = new byte[random.Next(0, 60)];
            random.NextBytes(bytes);
            var value = (i % 4) switch
            {
                0 => "Basic " + Convert.ToBase64String(bytes),
                1 => "Basic " + Convert.ToBase64String(bytes) + "=",
                2 => "basic  " + Convert.ToBase64String(Encoding.UTF8.GetBytes("orders:" + Encoding.Latin1.GetString(bytes))),
                _ => "Basic " + Convert.ToBase64String([.. "orders%"u8, .. bytes, .. "%zz:%"u8]),
            };
            using var response = await app.PostFormAsync("/introspect", [("Authorization", value)], [("token", token)]);
            response.BeOAuthError("invalid_client", 401, value);
        }

        app.Failures(LogLevel.Error).Should().BeEmpty();
    }

    [TestCase("token=x", 400, "Content-Type: application/x-www-form-urlencoded, application/json")]
    [TestCase("token=x", 400, "Content-Type: application/x-www-form-urlencoded; charset")]
    [TestCase("token=x", 400, "Content-Type: application/x-www-form-urlencoded; charset=\"\"; charset=utf-16")]
    [TestCase("token=x", 400, "Content-Type:")]
    [TestCase("token=x", 400, FormType, FormType)]
    [TestCase("token=x", 400, FormType, "Content-Encoding: gzip")]
    [TestCase("token=x", 400, FormType, "Content-Encoding: identity, gzip")]
    [TestCase("token=x", 400, FormType, "Content-Encoding: identity", "Content-Encoding: br")]
    [TestCase("token=x", 200, FormType, "Content-Encoding: identity")]
    [TestCase("token=x", 400, FormType, "Authorization: Basic YTo=", "Authorization: Basic YTo=")]
    [TestCase("token=x", 200, FormType, "Authorization: Basic YTo=")]
    [TestCase("token=x", 200, FormType, "Authorization:")]
    [TestCase("token=x", 400, FormType, "Authorization: Bearer")]
    public async Task A_header_that_could_mean_two_things_is_refused(string body, int status, params string[] lines)
    {
        await using var app = await StartAsync();

        var response = await SendAsync(app, [.. lines, $"Content-Length: {body.Length}"], body);

        response.Should().StartWith($"HTTP/1.1 {status} ");
    }

    [Test]
    public async Task A_body_without_a_length_is_none_and_a_broken_one_is_refused()
    {
        await using var app = await StartAsync();

        (await SendAsync(app, [FormType], "")).Should().StartWith("HTTP/1.1 400 ").And.Contain("invalid_request");
        (await SendAsync(app, [FormType, "Transfer-Encoding: chunked"], "7\r\ntoken=x\r\n0\r\n\r\n")).Should().StartWith("HTTP/1.1 200 ");
        (await SendAsync(app, [FormType, "Transfer-Encoding: chunked"], "zz\r\ntoken=x\r\n0\r\n\r\n")).Should().StartWith("HTTP/1.1 400 ");
        app.Failures(LogLevel.Error).Should().BeEmpty();
    }

    [Test]
    public async Task A_client_that_leaves_in_the_middle_of_its_form_is_no_failure()
    {
        await using var app = await StartAsync();
        var address = app.Client.BaseAddress!;
        foreach (var path in Paths)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(address.Host, address.Port);
            await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{FormType}\r\nContent-Length: 100\r\n\r\ntoken=x"));
        }

        (await app.PostFormAsync("/revoke", ("token", "x"))).Should().BeOk("");

        app.Failures(LogLevel.Error).Should().BeEmpty();
    }

    private static void Change(byte[] form, Random random)
    {
        ReadOnlySpan<byte> special = "%&=+;\0\r\n\u00ff\"<"u8;
        var at = random.Next(form.Length);
        switch (random.Next(3))
        {
            case 0:
                form[at] = (byte)random.Next(256);
                break;
            case 1:
                form[at] = special[random.Next(special.Length)];
                break;
            default:
                var length = Math.Min(random.Next(1, 40), form.Length - at);
                form.AsSpan(at, length).CopyTo(form.AsSpan(random.Next(form.Length - length + 1)));
                break;
        }
    }

    private static async Task<string> SendAsync(TestApp app, string[] lines, string body)
    {
        var address = app.Client.BaseAddress!;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port);
        string[] request = ["POST /revoke HTTP/1.1", $"Host: {address.Authority}", .. lines, "Connection: close"];
        await tcp.GetStream().WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", request) + "\r\n\r\n" + body));
        using var reader = new StreamReader(tcp.GetStream());
        return await reader.ReadToEndAsync();
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        static routes =>
        {
            routes.MapJwtRefresh();
            routes.MapJwtRevocation();
            routes.MapJwtIntrospection();
        },
        static cfg => cfg.Introspection.AddCaller("orders", Secret));
}
