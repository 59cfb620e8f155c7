using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>What a developer learns from a refusal and from an oversight, and what a stranger does not.</summary>
public sealed class DiagnosisTests
{
    [TestCase("Development", "The signature is not valid.")]
    [TestCase("Production", null)]
    public async Task The_reason_of_a_refusal_is_in_the_response_in_Development_alone(string environment, string? reason)
    {
        await using var app = await StartAsync(environment: environment);
        var token = app.Jwt.CreateAccessToken("alice");

        using var response = await app.GetAsync("/me", token[..^4] + "AAAA");

        response.Should().BeRefused(JwtErrorCode.TokenInvalid);
        (await ReasonOfAsync(response)).Should().Be(reason);
        (await app.GetAsync("/me", token)).Should().BeOk("alice");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_reason_comes_through_the_problem_details_of_the_application_as_well(bool isDevelopment)
    {
        await using var app = await StartAsync(
            environment: isDevelopment ? "Development" : "Production", build: static builder => builder.Services.AddProblemDetails());

        using var response = await app.GetAsync("/me", "a.b");

        (await ReasonOfAsync(response) is not null).Should().Be(isDevelopment);
    }

    [TestCase("Authorization", "Token abc", "There is a header Authorization without 'Bearer': send 'Authorization: Bearer <token>'.")]
    [TestCase("X-Access-Token", "abc", "There is a header X-Access-Token, but tokens are read from Authorization.")]
    [TestCase("Cookie", "access_token=abc", "There is an access cookie of this package, but Cookie is not a location of the endpoint.")]
    [TestCase("?access_token=abc", "", "There is a query parameter 'access_token', but Query is not a location of the endpoint.")]
    [TestCase("?ticket=abc", "", "There is a query parameter 'ticket', but Ticket is not a location of the endpoint.")]
    [TestCase("Accept", "*/*", null)]
    public async Task A_credential_that_is_not_looked_for_is_named(string name, string value, string? hint)
    {
        const string missing = "The request carries no token.";
        await using var app = await StartAsync();
        await using var production = await StartAsync(environment: "Production");
        var (path, headers) = name[0] == '?' ? ("/me" + name, Array.Empty<(string, string)>()) : ("/me", [(name, value)]);

        using var response = await app.GetWithHeaderAsync(path, headers);
        using var outside = await production.GetWithHeaderAsync(path, headers);

        response.Should().BeRefused(JwtErrorCode.TokenMissing);
        (await ReasonOfAsync(response)).Should().Be(hint is null ? missing : $"{missing} {hint}");
        (await ReasonOfAsync(outside)).Should().BeNull();
    }

    [Test]
    public async Task A_parameter_of_another_name_and_a_header_at_an_endpoint_without_it_are_named()
    {
        await using var app = await StartAsync();

        (await ReasonOfAsync(await app.GetAsync("/by-query?token=abc"))).Should()
            .EndWith("There is a query parameter 'token', but tokens are read from 'jwt'.");
        (await ReasonOfAsync(await app.GetAsync("/by-query", app.Jwt.CreateAccessToken("alice")))).Should()
            .EndWith("There is a header Authorization, but Header is not a location of the endpoint.");
        (await app.GetAsync("/by-query?jwt=" + app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }

    [TestCase(null, LogLevel.Debug)]
    [TestCase("a.b", LogLevel.Information)]
    public async Task A_refusal_is_logged_as_information_and_a_missing_token_is_not(string? token, LogLevel expected)
    {
        await using var app = await StartAsync(environment: "Production", build: static builder =>
            builder.Logging.SetMinimumLevel(LogLevel.Debug));

        using var response = await app.GetAsync("/me", token);

        app.Logs.GetSnapshot().Where(static log => log.Category == "JwtExtended.MinimalApi" && log.Id.Id >= 100)
            .Should().ContainSingle().Which.Level.Should().Be(expected);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_application_without_any_protected_endpoint_is_told_so(bool isProtected)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapJwtRefresh();
                var me = routes.MapGet("/me", () => "me");
                if (isProtected)
                    me.RequireJwt();
            });

        app.Logs.GetSnapshot().Any(static log => log.Message.StartsWith("No endpoint requires a token", StringComparison.Ordinal))
            .Should().Be(!isProtected);
    }

    [Test]
    public async Task Tokens_that_are_not_awaited_are_no_response()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
#pragma warning disable CA2012 // The mistake that is diagnosed.
            routes.MapPost("/forgotten", (JwtService jwt) => Results.Ok(jwt.StartSessionAsync("alice")));
#pragma warning restore CA2012
            routes.MapPost("/task", (JwtService jwt) => Results.Ok(jwt.StartSessionAsync("alice").AsTask()));
            routes.MapPost("/login", async (JwtService jwt) => Results.Ok(await jwt.StartSessionAsync("alice")));
            routes.MapPost("/plain", (JwtService jwt) => jwt.StartSessionAsync("alice"));
        });

        foreach (var path in new[] { "/forgotten", "/task" })
            ((int)(await app.SendAsync(HttpMethod.Post, path)).StatusCode).Should().Be(500);
        app.Logs.GetSnapshot().Select(static log => log.Exception?.Message)
            .Should().ContainMatch("*of tokens instead of the tokens: await it.");
        foreach (var path in new[] { "/login", "/plain" })
            (await app.SendAsync(HttpMethod.Post, path)).Should().BeOk();
    }

    [Test]
    public async Task Initialize_comes_before_the_start()
    {
        await using var app = TestApp.CreateBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();

        FluentActions.Invoking(() => MinimalApi.Jwt.Initialize(app)).Should().Throw<InvalidOperationException>()
            .WithMessage("*after the application had started*before app.Run().");
    }

    private static async Task<string?> ReasonOfAsync(HttpResponseMessage response)
    {
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.TryGetProperty("reason", out var reason) ? reason.GetString() : null;
    }

    private static Task<TestApp> StartAsync(string environment = "Development", Action<WebApplicationBuilder>? build = null) =>
        TestApp.StartAsync(
            static routes =>
            {
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
                routes.MapGet("/by-query", (Token token) => token.Identity).RequireJwt(static jwt => jwt.From(TokenLocation.Query));
            },
            build: build,
            environment: environment);

    [TestCase("Development", "/open", 1)]
    [TestCase("Development", "/optional", 0)]
    [TestCase("Production", "/open", 0)]
    public async Task A_handler_that_asks_for_the_token_of_an_open_endpoint_is_told_once_in_Development(
        string environment, string path, int times)
    {
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.MapGet("/open", static (HttpContext context) => context.GetJwtToken()?.Identity ?? "nobody");
                routes.MapGet("/optional", static (HttpContext context) => context.GetJwtToken()?.Identity ?? "nobody").OptionalJwt();
            },
            environment: environment);

        (await app.GetAsync(path)).Should().BeOk("nobody");
        (await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"))).Should().BeOk(path == "/open" ? "nobody" : "alice");
        (await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"))).Should().BeOk();

        app.Logs.GetSnapshot().Count(static log => log.Id.Name == "TokenNotAskedFor").Should().Be(times);
    }
}
