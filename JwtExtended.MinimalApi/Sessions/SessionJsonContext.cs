using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Serializes the response bodies of the session endpoints without reflection.</summary>
[JsonSerializable(typeof(TokenPair))]
[JsonSerializable(typeof(RefreshResponse))]
[JsonSerializable(typeof(TicketResponse))]
[JsonSerializable(typeof(SessionData))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class SessionJsonContext : JsonSerializerContext;
