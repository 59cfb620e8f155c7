using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>A token that a stack signs.</summary>
internal sealed record StackSignCase(string Id, string Alg, JsonObject Header, JsonObject Payload);
