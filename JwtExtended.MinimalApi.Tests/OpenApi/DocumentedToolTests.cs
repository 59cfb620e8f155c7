using JwtExtended.MinimalApi.Tests.Package.Documentation;

namespace JwtExtended.MinimalApi.Tests.OpenApi;

/// <summary>The programs of docs/openapi.md: what their documents say.</summary>
public sealed class DocumentedToolTests
{
    [TestCase("AddOpenApi(", "/openapi/v1.json")]
    [TestCase("AddSwaggerGen(", "/swagger/v1/swagger.json")]
    [TestCase("AddOpenApiDocument(", "/swagger/v1/swagger.json")]
    public async Task Each_tool_lists_what_operations_require(string tool, string path)
    {
        await using var app = await DocumentedApp.StartAsync(ProgramWith(tool));
        using var client = new HttpClient { BaseAddress = new Uri(app.ActualAddress) };

        var document = await ApiDocument.GetAsync(client, path);

        document.Security("/me").Should().Equal("jwt");
        document.Security("/greeting").Should().Equal("", "jwt");
        document.Security("/login/{username}", "post").Should().BeEmpty();
        document.Schemes["jwt"]!["scheme"]!.GetValue<string>().Should().Be("bearer");
        document.Statuses("/me").Should().Contain(["200", "401", "403"]);
        document.Operation("get", "/me").ContainsKey("parameters").Should().BeFalse();
        document.Operation("post", "/refresh")["responses"]!["200"]!.ToJsonString().Should().Contain("TokenPair");
        document.Text.Should().NotContainAny("TokenClaims", "ClaimSet", "claimSet", "RevocationKeys", "IssuedToken");
    }

    internal static CodeBlock ProgramWith(string text) =>
        Document.Of("docs/openapi.md").Blocks.Single(block => block.IsProgram && block.Code.Contains(text, StringComparison.Ordinal));
}
