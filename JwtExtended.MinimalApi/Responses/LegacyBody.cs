using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>The body of Sanic-JWT-Extended's answers.</summary>
internal sealed record LegacyBody([property: JsonPropertyName("msg")] string Msg);
