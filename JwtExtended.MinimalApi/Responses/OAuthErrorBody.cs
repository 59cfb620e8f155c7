using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>The body of an OAuth error (RFC 6749, 5.2).</summary>
/// <param name="Error">The error.</param>
/// <param name="Description">One sentence for developers.</param>
internal sealed record OAuthErrorBody(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string Description)
{
    /// <summary>The exact reason; <see langword="null"/> outside of Development.</summary>
    [JsonPropertyName("reason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}
