using System.Net.Http.Json;
using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>What the scheme reads of a request, and how often it asks the store.</summary>
public sealed class SchemeRequestTests
{
    private readonly ScriptedStore _store = new();

    [Test]
    public async Task A_policy_takes_no_token_from_the_body()
    {
        await using var app = await StartAsync(static cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.JsonBody);
        });
        var token = app.Jwt.CreateAccessToken("alice");

        using var body = await app.SendAsync(HttpMethod.Post, "/authorized", content: JsonContent.Create(new { access_token = token }));
        using var header = await app.GetAsync("/authorized", token);

        body.Should().BeRefused(JwtErrorCode.TokenMissing);
        header.Should().BeOk("alice");
    }

    [Test]
    public async Task A_request_without_an_endpoint_has_the_user_of_its_token()
    {
        await using var app = await StartAsync();

        using var known = await app.GetAsync("/nowhere", app.Jwt.CreateAccessToken("alice"));
        using var bad = await app.GetAsync("/nowhere", "broken");

        known.Should().BeOk("alice");
        bad.Should().BeOk("");
    }

    [Test]
    public async Task A_challenge_of_the_scheme_as_the_response_to_an_error_is_the_standard_one()
    {
        await using var app = await StartAsync(static cfg =>
        {
            cfg.OnError(JwtErrorCode.TokenMissing, static _ => Results.Challenge());
            cfg.OnError(JwtErrorCode.AccessDenied, static _ => Results.Forbid());
            cfg.OnError(JwtErrorCode.TokenMalformed, static _ => Results.Text("mine"));
        });

        (await app.GetAsync("/required")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/required", app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/required", app.Jwt.CreateAccessToken("ada", "ADMIN"))).Should().BeOk("ada");
        (await (await app.GetAsync("/required", "a.b")).Content.ReadAsStringAsync()).Should().Be("mine");
    }

    [TestCase("/twice")]
    [TestCase("/authorized")]
    [TestCase("/nowhere")]
    public async Task A_token_is_looked_up_once_in_a_request(string path)
    {
        await using var app = await StartAsync();

        using var response = await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"));

        response.Should().BeOk("alice");
        _store.Lookups.Should().Be(1);
    }

    private Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        routes =>
        {
            routes.MapMethods("/authorized", ["GET", "POST"], (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
            routes.MapGet("/required", (Token token) => token.Identity).RequireJwt(static jwt => jwt.Allow("ADMIN"));
            routes.MapGet("/twice", async (HttpContext context) =>
            {
                await context.AuthenticateAsync(JwtExtendedDefaults.AuthenticationScheme);
                return (await context.AuthenticateAsync(JwtExtendedDefaults.AuthenticationScheme)).Principal?.Identity?.Name;
            });
            routes.Use(async (context, next) =>
            {
                if (context.GetEndpoint() is null)
                    await context.Response.WriteAsync(context.User.Identity?.Name ?? "");
                else
                    await next();
            });
        },
        cfg =>
        {
            cfg.Revocation.UseStore(_ => _store);
            configure?.Invoke(cfg);
        },
        static builder => builder.Services.AddJwtExtended());
}
