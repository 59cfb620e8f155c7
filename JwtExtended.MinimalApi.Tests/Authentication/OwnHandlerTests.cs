using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>An authentication handler of the application runs in front of everything, and asks the static <c>Jwt</c>.</summary>
public sealed class OwnHandlerTests
{
    [Test]
    public async Task It_asks_the_app_of_its_request_where_several_live_in_the_process()
    {
        await using var first = await StartAsync("first");
        await using var second = await StartAsync("second");

        foreach (var (own, other) in new[] { (first, second), (second, first) })
        {
            (await own.GetAsync("/me", own.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
            (await own.GetAsync("/me", other.Jwt.CreateAccessToken("alice"))).Should().HaveStatusCode(HttpStatusCode.Unauthorized);
        }
    }

    [Test]
    public async Task Without_the_registration_the_error_names_it()
    {
        await using var first = await StartAsync("first", registers: false);
        await using var second = await StartAsync("second", registers: false);

        using var response = await first.GetAsync("/me", first.Jwt.CreateAccessToken("alice"));

        ((int)response.StatusCode).Should().Be(500);
        first.Logs.GetSnapshot().Select(static log => log.Exception?.Message).Should().ContainMatch("*builder.Services.AddJwtExtended()*");
    }

    private static Task<TestApp> StartAsync(string issuer, bool registers = true) => TestApp.StartAsync(
        routes => routes.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization(),
        cfg => cfg.Issuer = cfg.Audience = issuer,
        builder =>
        {
            builder.Services.AddAuthorization().AddAuthentication("Own")
                .AddScheme<AuthenticationSchemeOptions, OwnHandler>("Own", configureOptions: null);
            if (registers)
                builder.Services.AddJwtExtended();
        });

    private sealed class OwnHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var text = Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
            if (!MinimalApi.Jwt.TryRead(text, out var token, out var error))
                return Task.FromResult(AuthenticateResult.Fail(error!.Code.ToString()));
            var user = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, token!.Identity)], Scheme.Name));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, Scheme.Name)));
        }
    }
}
