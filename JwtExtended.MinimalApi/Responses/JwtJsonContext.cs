using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>Serializes the package's own types without reflection.</summary>
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(LegacyBody))]
[JsonSerializable(typeof(OAuthErrorBody))]
[JsonSerializable(typeof(Token))]
[JsonSerializable(typeof(TokenPair))]
[JsonSerializable(typeof(JwtError))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class JwtJsonContext : JsonSerializerContext;
