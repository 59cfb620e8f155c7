using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>The body of Sanic-JWT-Extended's error responses.</summary>
internal sealed record LegacyBody([property: JsonPropertyName("msg")] string Msg);
