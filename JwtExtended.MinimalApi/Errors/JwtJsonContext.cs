using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Errors;

/// <summary>Serialises the package's own types without reflection.</summary>
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(LegacyBody))]
[JsonSerializable(typeof(Token))]
[JsonSerializable(typeof(TokenPair))]
[JsonSerializable(typeof(JwtError))]
[JsonSerializable(typeof(CookieAnswer))]
[JsonSerializable(typeof(TicketAnswer))]
internal sealed partial class JwtJsonContext : JsonSerializerContext;
