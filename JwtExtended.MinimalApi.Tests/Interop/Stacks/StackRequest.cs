using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>All cases of a process.</summary>
internal sealed record StackRequest(
    string Issuer,
    string Audience,
    IReadOnlyDictionary<string, StackKey> Keys,
    JsonObject Jwks,
    IReadOnlyList<StackVerifyCase> Verify,
    IReadOnlyList<StackSignCase> Sign);
