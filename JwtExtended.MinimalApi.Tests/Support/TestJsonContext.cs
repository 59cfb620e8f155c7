using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Tests.Support;

[JsonSerializable(typeof(int))]
internal sealed partial class TestJsonContext : JsonSerializerContext;
