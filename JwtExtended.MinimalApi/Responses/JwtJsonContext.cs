using System.Text.Json.Serialization;
using JwtExtended.MinimalApi.Sessions;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>Serializes the package's own types without reflection.</summary>
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(LegacyBody))]
[JsonSerializable(typeof(Token))]
[JsonSerializable(typeof(TokenPair))]
[JsonSerializable(typeof(JwtError))]
[JsonSerializable(typeof(CookieRefreshResponse))]
[JsonSerializable(typeof(TicketResponse))]
internal sealed partial class JwtJsonContext : JsonSerializerContext;
