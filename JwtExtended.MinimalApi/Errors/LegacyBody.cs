using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Errors;

/// <summary>The body of Sanic-JWT-Extended's answers.</summary>
internal sealed record LegacyBody([property: JsonPropertyName("msg")] string Msg);
