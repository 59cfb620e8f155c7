using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>An application that takes its own tokens and those of an identity provider, in one header.</summary>
public sealed class TwoIssuersTests
{
    private const string Provider = "https://login.example.com";

    [Test]
    public async Task A_policy_scheme_forwards_each_token_to_the_scheme_of_its_issuer()
    {
        using var rsa = RSA.Create(2048);
        await using var app = await StartAsync(rsa);
        var (ours, theirs) = (app.Jwt.CreateAccessToken("alice"), CreateTheirs(rsa, "bob"));

        (await app.GetAsync("/either", ours)).Should().BeOk("alice");
        (await app.GetAsync("/either", theirs)).Should().BeOk("bob");
        (await app.GetAsync("/theirs", theirs)).Should().BeOk("bob");
        (await app.GetAsync("/theirs", ours)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await app.GetAsync("/ours", ours)).Should().BeOk("alice");
        (await app.GetAsync("/ours", theirs)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        await app.Jwt.RevokeAllAsync("alice");

        (await app.GetAsync("/either", ours)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/either", theirs)).Should().BeOk("bob");
        (await app.GetAsync("/either")).Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task A_token_that_names_the_issuer_of_another_key_is_refused()
    {
        using var rsa = RSA.Create(2048);
        using var stranger = RSA.Create(2048);
        await using var app = await StartAsync(rsa);
        await using var lookalike = await TestApp.StartAsync(_ => { }, static cfg => cfg.Issuer = cfg.Audience = Provider);

        foreach (var forged in new[] { CreateTheirs(stranger, "mallory"), lookalike.Jwt.CreateAccessToken("mallory") })
            (await app.GetAsync("/either", forged)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await app.GetAsync("/either", CreateTheirs(rsa, "bob"))).Should().BeOk("bob");
    }

    private static string CreateTheirs(RSA key, string subject) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Provider,
        Audience = "api",
        Claims = new Dictionary<string, object> { ["sub"] = subject },
        SigningCredentials = new SigningCredentials(new RsaSecurityKey(key), SecurityAlgorithms.RsaSha256),
    });

    private static Task<TestApp> StartAsync(RSA key) => TestApp.StartAsync(
        static routes =>
        {
            routes.MapGet("/either", NameOf).RequireAuthorization();
            routes.MapGet("/theirs", NameOf)
                .RequireAuthorization(static policy => policy.AddAuthenticationSchemes("Bearer").RequireAuthenticatedUser());
            routes.MapGet("/ours", (Token token) => token.Identity).RequireJwt();
        },
        build: builder =>
        {
            builder.Services.AddAuthentication("either")
                .AddPolicyScheme("either", null, static options => options.ForwardDefaultSelector = static context =>
                    IssuerOf(context.Request) == Provider
                        ? JwtBearerDefaults.AuthenticationScheme
                        : JwtExtendedDefaults.AuthenticationScheme)
                .AddJwtBearer(options => options.TokenValidationParameters = new TokenValidationParameters
                {
                    ValidIssuer = Provider,
                    ValidAudience = "api",
                    IssuerSigningKey = new RsaSecurityKey(key),
                    NameClaimType = ClaimTypes.NameIdentifier,
                })
                .AddJwtExtended();
            builder.Services.AddAuthorization();
        });

    private static string? NameOf(ClaimsPrincipal user) => user.Identity!.Name;

    // What it says decides which scheme verifies it, and nothing else.
    private static string? IssuerOf(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
        && new JsonWebTokenHandler() is var handler && handler.CanReadToken(header.Parameter)
            ? handler.ReadJsonWebToken(header.Parameter).Issuer
            : null;
}
