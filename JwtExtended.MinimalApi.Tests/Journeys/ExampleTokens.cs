using System.Text.Json;
using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>The tokens of a response, by the names of RFC 6749, section 5.1.</summary>
internal sealed record ExampleTokens(
    [property: JsonPropertyName("access_token")] string Access,
    [property: JsonPropertyName("refresh_token")] string? Refresh)
{
    public static async Task<ExampleTokens> ReadAsync(HttpResponseMessage response) =>
        JsonSerializer.Deserialize<ExampleTokens>(await response.Content.ReadAsStringAsync())!;
}
