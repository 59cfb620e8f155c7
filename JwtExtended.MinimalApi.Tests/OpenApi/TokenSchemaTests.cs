using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.OpenApi;

/// <summary>A token, or a pair of them, as the result of a handler: no tool shows what its JSON does not have.</summary>
public sealed class TokenSchemaTests
{
    private static readonly string[] OfToken =
    [
        "rawData", "type", "identity", "sub", "iss", "aud", "exp", "nbf", "iat", "jti", "clientId", "kid", "sessionId", "authTime", "fresh",
        "freshUntil", "role", "roles", "scopes", "publicClaims", "privateClaims",
    ];

    private static readonly string[] OfPair = ["access_token", "token_type", "expires_in", "refresh_token"];

    [TestCase(Tool.AspNetCore, "/openapi/v1.json")]
    [TestCase(Tool.Swashbuckle, "/swagger/v1/swagger.json")]
    [TestCase(Tool.NSwag, "/swagger/v1/swagger.json")]
    public async Task Every_tool_shows_the_members_of_the_JSON_and_no_other(Tool tool, string path)
    {
        await using var app = await StartAsync(tool);

        var document = await ApiDocument.GetAsync(app.Client, path);

        PropertiesOf("Token").Should().BeEquivalentTo(OfToken);
        PropertiesOf("TokenPair").Should().BeEquivalentTo(OfPair);

        IEnumerable<string> PropertiesOf(string schema) =>
            document.Schemas[schema]!["properties"]!.AsObject().Select(static property => property.Key);
    }

    [Test]
    public async Task The_members_are_those_of_the_JSON()
    {
        await using var app = await StartAsync(Tool.AspNetCore);

        using var response = await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"));
        var members = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

        members.Select(static member => member.Key).Should().BeEquivalentTo(OfToken);
    }

    private static Task<TestApp> StartAsync(Tool tool) => TestApp.StartAsync(
        routes =>
        {
            _ = tool switch
            {
                Tool.AspNetCore => (object)routes.MapOpenApi(),
                Tool.Swashbuckle => routes.UseSwagger(),
                _ => routes.UseOpenApi(),
            };
            routes.MapGet("/me", static (Token token) => token);
            routes.MapPost("/login/{user}", static (string user, JwtService jwt) => jwt.StartSessionAsync(user));
        },
        build: builder =>
        {
            builder.Services.AddEndpointsApiExplorer();
            _ = tool switch
            {
                Tool.AspNetCore => builder.Services.AddOpenApi(static options => options.AddJwtExtended()),
                Tool.Swashbuckle => builder.Services.AddSwaggerGen(),
                _ => builder.Services.AddOpenApiDocument(),
            };
        });

    public enum Tool
    {
        AspNetCore,
        Swashbuckle,
        NSwag,
    }
}
