using System.Net;
using System.Net.Http.Headers;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Responses;

/// <summary>Every 401 has a challenge with the configured scheme and at least one parameter (RFC 9110, 15.5.2; RFC 6750, 3).</summary>
public sealed class ChallengeTests
{
    [TestCase("GET", "/me")]
    [TestCase("GET", "/policy")]
    [TestCase("GET", "/challenge")]
    [TestCase("POST", "/refresh")]
    [TestCase("POST", "/logout")]
    [TestCase("POST", "/logout/all")]
    [TestCase("POST", "/ticket")]
    [TestCase("POST", "/hub/negotiate")]
    public async Task Whatever_refuses_sends_a_challenge_with_scheme_and_realm(string method, string path)
    {
        foreach (var legacy in new[] { false, true })
        {
            await using var app = await StartAsync(cfg =>
            {
                (cfg.HeaderPrefix, cfg.RefreshHeaderPrefix, cfg.Realm) = ("Token", "Token", "orders");
                if (legacy)
                    cfg.UseLegacyErrors();
            });

            using var response = await app.SendAsync(new HttpMethod(method), path);

            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            response.Headers.GetValues("WWW-Authenticate").Should().Equal("Token realm=\"orders\"");
        }
    }

    [TestCase("X-Access", "", "Bearer")]
    [TestCase("X-Access", "Token", "Token")]
    [TestCase("Authorization", "Token", "Token")]
    public async Task The_scheme_is_what_stands_in_front_of_a_token_or_Bearer(string header, string prefix, string scheme)
    {
        await using var app = await StartAsync(cfg => (cfg.HeaderName, cfg.HeaderPrefix) = (header, prefix));

        using var missing = await app.GetAsync("/me");
        using var bad = await app.GetWithHeaderAsync("/me", (header, $"{prefix} a.b".TrimStart()));
        using var good = await app.GetWithHeaderAsync("/me", (header, $"{prefix} {app.Jwt.CreateAccessToken("alice")}".TrimStart()));

        missing.Headers.GetValues("WWW-Authenticate").Should().Equal($"{scheme} realm=\"TestApp\"");
        bad.Headers.GetValues("WWW-Authenticate").Single().Should().StartWith($"{scheme} realm=\"TestApp\", error=\"invalid_token\"");
        good.Should().BeOk("ok");
    }

    [Test]
    public async Task A_csrf_refusal_is_a_401_with_a_challenge_where_errors_are_those_of_the_original([Values] bool legacy)
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Cookies.AccessName = "access";
            cfg.Csrf.Mode = CsrfMode.DoubleSubmit;
            if (legacy)
                cfg.UseLegacyErrors();
        });
        var token = await app.Jwt.ReadAsync(app.Jwt.CreateAccessToken("alice"));
        var cookie = ("Cookie", "access=" + token.Token!.RawJwt);

        using var forged = await app.SendAsync(HttpMethod.Post, "/change", null, cookie);
        using var meant = await app.SendAsync(HttpMethod.Post, "/change", null, cookie, ("X-CSRF-Token", token.Token.Csrf!));

        forged.StatusCode.Should().Be(legacy ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden);
        forged.Headers.WwwAuthenticate.Select(challenge => challenge.ToString())
            .Should().Equal(legacy ? ["Bearer realm=\"TestApp\""] : Array.Empty<string>());
        meant.Should().BeOk("ok");
    }

    [TestCase("https://api.example.com", "https://api.example.com")]
    [TestCase("a \"quoted\" name\\", "a \\\"quoted\\\" name\\\\")]
    [TestCase("a\r\nSet-Cookie: a=b\0\t", "a??Set-Cookie: a=b??")]
    [TestCase("ünï😀", "?n???")]
    [TestCase("", "TestApp")]
    public async Task An_issuer_of_any_text_is_one_quoted_string(string issuer, string realm)
    {
        await using var app = await StartAsync(cfg => (cfg.Issuer, cfg.ValidateIssuer) = (issuer, issuer.Length > 0));

        using var missing = await app.GetAsync("/me");

        missing.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        missing.Headers.GetValues("WWW-Authenticate").Should().Equal($"Bearer realm=\"{realm}\"");
        missing.Headers.Should().NotContainKey("Set-Cookie");
        app.Jwt.Options.Realm.Should().Be(issuer.Length > 0 ? issuer : "TestApp");
    }

    [Test]
    public void A_long_text_is_cut_and_stays_a_quoted_string()
    {
        var quoted = QuotedString.Of(new string('"', 100_000));

        quoted.Should().Be("\"" + string.Concat(Enumerable.Repeat("\\\"", 128)) + "\"");
        AuthenticationHeaderValue.TryParse("Bearer realm=" + quoted, out _).Should().BeTrue();
    }

    [TestCase("", "*Realm is empty*")]
    [TestCase(" ", "*Realm is empty*")]
    [TestCase("a\nb", "*Realm is 'a\nb', but a header holds visible ASCII*")]
    [TestCase("ü", "*Realm is 'ü'*")]
    public async Task A_realm_that_is_none_stops_the_start(string realm, string message)
    {
        var start = () => StartAsync(cfg => cfg.Realm = realm);

        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage(message);
    }

    [TestCase(128, true)]
    [TestCase(129, false)]
    public async Task A_realm_has_a_greatest_length(int length, bool starts)
    {
        var start = () => StartAsync(cfg => cfg.Realm = new string('x', length));

        if (starts)
            await (await start()).DisposeAsync();
        else
            await start.Should().ThrowAsync<OptionsValidationException>().WithMessage("*Realm is 129 characters long*");
    }

    private static Task<TestApp> StartAsync(Action<JwtOptions> configure) => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/me", () => "ok").RequireJwt();
            routes.MapPost("/change", () => "ok").RequireJwt();
            routes.MapGet("/policy", () => "ok").RequireAuthorization();
            routes.MapGet("/challenge", () => Results.Challenge());
            routes.MapJwtRefresh();
            routes.MapJwtLogout();
            routes.MapJwtLogoutAll();
            routes.MapJwtTicket();
            routes.MapHub<EmptyHub>("/hub").RequireJwt();
        },
        configure,
        builder =>
        {
            builder.Services.AddJwtExtended();
            builder.Services.AddSignalR();
        });

    private sealed class EmptyHub : Hub;
}
