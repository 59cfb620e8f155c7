using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Tests.OpenApi;

/// <summary>An OpenAPI document, as a tool reads it.</summary>
internal sealed class ApiDocument(string text)
{
    private readonly JsonObject _root = JsonNode.Parse(text)!.AsObject();

    public string Text => text;

    public JsonObject Schemes => _root["components"]!["securitySchemes"]!.AsObject();

    public JsonObject Schemas => _root["components"]!["schemas"]!.AsObject();

    public IEnumerable<string> Paths => _root["paths"]!.AsObject().Select(static path => path.Key);

    public JsonObject Operation(string method, string path) => _root["paths"]![path]![method]!.AsObject();

    /// <summary>The alternatives of an operation, as <c>scheme: scopes</c>; an empty text for none at all.</summary>
    public string[] Security(string path, string method = "get") => Operation(method, path)["security"] is not JsonArray alternatives
        ? []
        : [.. alternatives.Select(static alternative => string.Join(" and ", alternative!.AsObject().Select(Describe)))];

    public string[] Statuses(string path, string method = "get") =>
        [.. Operation(method, path)["responses"]!.AsObject().Select(static response => response.Key).Order(StringComparer.Ordinal)];

    public static async Task<ApiDocument> GetAsync(HttpClient client, string path = "/openapi/v1.json")
    {
        using var response = await client.GetAsync(path);
        var body = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue("{0}", body);
        return new ApiDocument(body);
    }

    private static string Describe(KeyValuePair<string, JsonNode?> scheme) =>
        scheme.Value!.AsArray() is { Count: > 0 } scopes
            ? $"{scheme.Key}: {string.Join(' ', scopes.Select(static scope => scope!.GetValue<string>()))}"
            : scheme.Key;
}
