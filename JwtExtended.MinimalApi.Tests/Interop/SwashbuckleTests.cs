using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Swashbuckle infers security schemes from the authentication schemes of an application.</summary>
public sealed class SwashbuckleTests
{
    [TestCase("Bearer", true)]
    [TestCase(JwtExtendedDefaults.AuthenticationScheme, false)]
    public async Task The_scheme_is_inferred_by_the_name_that_Swashbuckle_knows(string scheme, bool isInferred)
    {
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                routes.UseSwagger();
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
                routes.MapGet("/policy", static () => "policy").RequireAuthorization();
            },
            build: builder =>
            {
                builder.Services.AddEndpointsApiExplorer();
                builder.Services.AddSwaggerGen(static options => options.InferSecuritySchemes());
                builder.Services.AddAuthorization().AddAuthentication().AddJwtExtended(scheme);
            });

        using var response = await app.GetAsync("/swagger/v1/swagger.json");
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var root = document.RootElement;

        (root.GetProperty("components").TryGetProperty("securitySchemes", out var schemes)
            && schemes.GetProperty("Bearer").GetProperty("scheme").GetString() == "bearer").Should().Be(isInferred);
        var me = root.GetProperty("paths").GetProperty("/me").GetProperty("get");
        me.TryGetProperty("parameters", out _).Should().BeFalse("the token is none of its parameters");
        me.GetProperty("responses").TryGetProperty("401", out _).Should().BeTrue();
        (await app.GetAsync("/policy", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("policy");
        (await app.GetAsync("/policy")).Should().BeRefused(JwtErrorCode.TokenMissing);
    }
}
