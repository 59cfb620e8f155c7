using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Tests.Interop;

internal sealed record TokenToSign(JsonObject Payload, string? Typ = "at+jwt", bool WithKid = false);
