using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>What the scheme finds at endpoints, and says of it.</summary>
public sealed class SchemeAuthenticationTests
{
    [TestCase(true, "The application asks for another authentication.")]
    [TestCase(false, "The request carries no token.")]
    public async Task The_log_says_of_a_challenge_whether_there_was_a_token(bool hasToken, string reason)
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapGet("/open", static () => Results.Challenge()),
            build: static builder => builder.Services.AddJwtExtended());

        using var response = await app.GetAsync("/open", hasToken ? app.Jwt.CreateAccessToken("alice") : null);

        response.Should().BeRefused(JwtErrorCode.TokenMissing);
        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Message.Contains(reason));
    }

    [Test]
    public async Task What_an_application_has_added_to_the_user_is_what_the_scheme_finds()
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapGet("/me", static async (HttpContext context) =>
            {
                ((ClaimsIdentity)context.User.Identity!).AddClaim(new Claim("state", "known"));
                return (await context.AuthenticateAsync(JwtExtendedDefaults.AuthenticationScheme)).Principal!.FindFirstValue("state");
            }).RequireJwt(),
            build: static builder => builder.Services.AddJwtExtended());

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("known");
    }

    [TestCase("/open", "nobody")]
    [TestCase("/authorized", "alice")]
    public async Task A_form_is_read_only_for_an_endpoint_that_asks_for_a_user(string path, string expected)
    {
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.MapPost("/open", static (ClaimsPrincipal user) => user.Identity?.Name ?? "nobody");
                routes.MapPost("/authorized", static (ClaimsPrincipal user) => user.Identity?.Name ?? "nobody").RequireAuthorization();
            },
            static cfg => cfg.Locations.Add(TokenLocation.Cookie),
            static builder => builder.Services.AddJwtExtended());
        var token = app.Jwt.CreateTokenPair("alice").AccessToken;
        using var form = new FormUrlEncodedContent([new("csrf_token", app.ReadToken(token).Csrf)]);

        using var response = await app.SendAsync(HttpMethod.Post, path, form, ("Cookie", BrowserClient.Access(token)));

        response.Should().BeOk(expected);
    }

    [TestCase("/me", "header", true)]
    [TestCase("/refresh", "header", false, Description = "it accepts tokens of another type")]
    [TestCase("/pay", "form", false, Description = "only the endpoint reads the form")]
    [TestCase("/authorized", "form", true)]
    public async Task Asking_in_front_of_an_endpoint_finds_what_it_accepts_and_leaves_the_request_as_it_is(
        string path, string location, bool isFound)
    {
        var (seen, features) = (new List<bool>(), new List<IAuthenticateResultFeature?>());
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.MapPost("/me", static () => "ok").RequireJwt();
                routes.MapPost("/refresh", static () => "ok").RequireJwt(static jwt => jwt.Refresh());
                routes.MapPost("/pay", static () => "ok").RequireJwt();
                routes.MapPost("/authorized", static () => "ok").RequireJwt().RequireAuthorization();
            },
            static cfg =>
            {
                cfg.Locations.Add(TokenLocation.Header);
                cfg.Locations.Add(TokenLocation.Cookie);
            },
            static builder =>
            {
                // Nothing asks for the scheme of the package but the middleware below.
                builder.Services.AddAuthentication("other").AddCookie("other");
                builder.Services.AddJwtExtended();
            },
            app => app.UseRouting().Use(async (context, next) =>
            {
                features.Add(context.Features.Get<IAuthenticateResultFeature>());
                seen.Add((await context.AuthenticateAsync(JwtExtendedDefaults.AuthenticationScheme)).Succeeded);
                features.Add(context.Features.Get<IAuthenticateResultFeature>());
                await next(context);
            }));
        var token = app.Jwt.CreateTokenPair("alice").AccessToken;
        using var form = new FormUrlEncodedContent([new("csrf_token", app.ReadToken(token).Csrf)]);

        using var response = location == "form"
            ? await app.SendAsync(HttpMethod.Post, path, form, ("Cookie", BrowserClient.Access(token)))
            : await app.SendAsync(HttpMethod.Post, path, token);

        seen.Should().Equal(isFound);
        features[1].Should().BeSameAs(features[0]);
    }
}
