using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Package.Documentation;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

/// <summary>The program of the page about keys that rotates them.</summary>
public sealed class RotationPageTests
{
    [Test]
    public async Task The_program_of_the_page_generates_a_key_and_issues_tokens_with_it()
    {
        var program = Document.Of("docs/keys.md").Blocks.Single(static block => block.IsProgram && block.Code.Contains("RotateEvery"));
        await using var app = await DocumentedApp.StartAsync(program);
        using var client = new HttpClient { BaseAddress = new Uri(app.ActualAddress) };

        using var login = await client.PostAsync("/login", null);
        var pair = await login.Content.ReadFromJsonAsync<JsonObject>();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", pair!["access_token"]!.GetValue<string>());
        using var response = await client.SendAsync(request);
        var published = await client.GetFromJsonAsync<JsonObject>("/.well-known/jwks.json");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        published!["keys"]!.AsArray().Should().ContainSingle().Which!["alg"]!.GetValue<string>().Should().Be("ES256");
    }
}
