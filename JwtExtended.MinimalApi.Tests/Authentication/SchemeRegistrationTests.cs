using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>The registration of the scheme: in any order, often, and beside others.</summary>
public sealed class SchemeRegistrationTests
{
    [Test]
    public async Task A_policy_without_a_default_scheme_stops_the_start_and_its_cure_works()
    {
        Task<TestApp> StartAsync(string? defaultScheme) => TestApp.StartAsync(
            static routes => routes.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization(),
            build: builder =>
            {
                builder.Services.AddJwtExtended().AddAuthentication().AddCookie().AddCookie("other");
                if (defaultScheme is not null)
                    builder.Services.AddAuthentication(defaultScheme);
            });

        var start = () => StartAsync(null);
        await using var cured = await StartAsync("JwtExtended");

        await start.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*no default authentication scheme*builder.Services.AddAuthentication(\"JwtExtended\")*");
        (await cured.GetAsync("/me", cured.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }

    private static IEnumerable<TestCaseData> Registrations()
    {
        TestCaseData Case(string name, string expected, Action<IServiceCollection> register) =>
            new TestCaseData(register, expected).SetArgDisplayNames(name);
        yield return Case("alone", "JwtExtended", static services => services.AddJwtExtended());
        yield return Case("twice", "JwtExtended", static services => services.AddJwtExtended().AddJwtExtended());
        yield return Case("by the builder", "JwtExtended", static services => services.AddAuthentication().AddJwtExtended());
        yield return Case("both ways", "JwtExtended", static services => services.AddJwtExtended().AddAuthentication().AddJwtExtended());
        yield return Case("after an implied default", "Cookies", static services =>
        {
            services.AddAuthentication().AddCookie();
            services.AddJwtExtended();
        });
        yield return Case("before an implied default", "Cookies", static services =>
            services.AddJwtExtended().AddAuthentication().AddCookie());
        yield return Case("after a named default", "Cookies", static services =>
        {
            services.AddAuthentication("Cookies").AddCookie();
            services.AddJwtExtended();
        });
        yield return Case("as the named default", "JwtExtended", static services =>
            services.AddAuthentication("JwtExtended").AddCookie().AddJwtExtended());
        yield return Case("under two names", "JwtExtended", static services =>
            services.AddJwtExtended().AddAuthentication().AddJwtExtended("tokens"));
        yield return Case("under two names, one of them the named default", "tokens", static services =>
            services.AddAuthentication("tokens").AddJwtExtended().AddJwtExtended("tokens"));
        yield return Case("beside two others", "", static services =>
            services.AddJwtExtended().AddAuthentication().AddCookie().AddCookie("other"));
        yield return Case("beside two others, as the named default", "other", static services =>
            services.AddJwtExtended().AddAuthentication("other").AddCookie().AddCookie("other"));
        yield return Case("under another name", "tokens", static services => services.AddAuthentication().AddJwtExtended("tokens"));
    }

    [TestCaseSource(nameof(Registrations))]
    public async Task The_scheme_may_be_registered_in_any_order_and_does_not_take_a_default_away(
        Action<IServiceCollection> register, string expected)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            },
            build: builder =>
            {
                register(builder.Services);
                builder.Services.AddAuthorization();
            });
        var schemes = app.App.Services.GetRequiredService<IAuthenticationSchemeProvider>();

        ((await schemes.GetDefaultAuthenticateSchemeAsync())?.Name ?? "").Should().Be(expected);
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
        (await app.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task An_application_that_registers_the_scheme_and_never_initializes_does_not_start()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddJwtExtended();
        await using var app = builder.Build();

        var start = () => app.StartAsync();

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*Jwt.Initialize(app)*");
    }

    [Test]
    public async Task Options_of_the_registration_and_of_the_lambda_add_up()
    {
        await using var app = await TestApp.StartAsync(
            _ => { },
            static cfg => cfg.Issuer = "lambda",
            static builder => builder.Services.AddJwtExtended(cfg =>
            {
                cfg.Issuer = "registration";
                cfg.AccessTokenExpires = TimeSpan.FromMinutes(3);
            }));

        var token = app.ReadToken(app.Jwt.CreateAccessToken("alice"));

        (token.Iss, token.Exp).Should().Be(("lambda", TestApp.Start.AddMinutes(3)));
    }
}
