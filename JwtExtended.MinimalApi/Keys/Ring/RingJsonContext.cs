using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>The JSON of what is stored of keys.</summary>
[JsonSerializable(typeof(RotatingKeyContent))]
[JsonSerializable(typeof(ReplacedKeyContent))]
internal sealed partial class RingJsonContext : JsonSerializerContext;
