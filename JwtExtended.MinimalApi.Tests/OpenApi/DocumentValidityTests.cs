using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Tests.Interop;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace JwtExtended.MinimalApi.Tests.OpenApi;

/// <summary>Documents with everything that the package adds, in front of the validator of Redocly.</summary>
[Category(Engine.Category)]
public sealed class DocumentValidityTests
{
    [Test]
    public async Task Documents_of_every_version_are_valid()
    {
        var texts = new List<string>();
        foreach (var version in new[] { OpenApiSpecVersion.OpenApi3_0, OpenApiSpecVersion.OpenApi3_1 })
            texts.Add(await GetAsync(version));

        var cases = texts.ConvertAll(static text => new ValidityCase(text));
        var results = await NodeScript.RunAsync<ValidityCase, ValidityResult>("openapi.js", cases);

        results.SelectMany(static result => result.Problems).Should().BeEmpty();
    }

    [Test]
    public async Task The_validator_finds_a_scheme_that_is_not_defined()
    {
        var text = Regex.Replace(await GetAsync(OpenApiSpecVersion.OpenApi3_1), @"""jwtRefresh"": *\[", @"""other"": [");

        var results = await NodeScript.RunAsync<ValidityCase, ValidityResult>("openapi.js", [new ValidityCase(text)]);

        results.Single().Problems.Should().NotBeEmpty().And.OnlyContain(static problem => problem.StartsWith("security-defined: "));
    }

    private static async Task<string> GetAsync(OpenApiSpecVersion version)
    {
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.MapOpenApi();
                routes.MapPost("/login/{user}", static (string user, JwtService jwt) => jwt.StartSessionAsync(user));
                routes.MapJwtRefresh();
                routes.MapJwtLogout();
                routes.MapJwtLogoutAll();
                routes.MapJwtTicket();
                routes.MapJwtRevocation();
                routes.MapJwtIntrospection();
                routes.MapJwks();
                routes.MapJwtDiscovery();
                routes.MapGet("/me", static (Token token) => token).RequireJwt(static jwt => jwt.Scope("read").Allow("ADMIN").Fresh());
                routes.MapPut("/me", static (Token? token, string name) => name + token?.Identity).OptionalJwt();
                routes.MapGet("/feed", static () => "it").RequireJwt(static jwt => jwt.From(TokenLocation.Ticket, TokenLocation.Query));
                routes.MapPost("/note", static () => "it").RequireJwt(static jwt => jwt.From(TokenLocation.JsonBody));
            },
            static cfg =>
            {
                cfg.Issuer = "https://issuer.example";
                cfg.Locations.Add(TokenLocation.Header);
                cfg.Locations.Add(TokenLocation.Cookie);
                cfg.Locations.Add(TokenLocation.JsonBody);
                cfg.Introspection.AddCaller("orders", TestKeys.Secret);
                cfg.Csrf.Mode = CsrfMode.DoubleSubmit;
            },
            builder => builder.Services.AddOpenApi(options => options.AddJwtExtended().OpenApiVersion = version));
        return (await ApiDocument.GetAsync(app.Client)).Text;
    }
}
