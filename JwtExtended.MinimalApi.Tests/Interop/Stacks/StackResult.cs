using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>What a stack made of the cases, by their ids; those that it does not support are absent.</summary>
/// <param name="Stack">The name.</param>
/// <param name="Version">The version that ran.</param>
/// <param name="Checks">The claims that it checks: <c>exp</c>, <c>iss</c>, <c>aud</c>.</param>
/// <param name="Verified">The results of verifying: the subject, or the error.</param>
/// <param name="Signed">The results of signing: the token, or the error.</param>
internal sealed record StackResult(
    string Stack,
    string Version,
    IReadOnlyList<string> Checks,
    IReadOnlyDictionary<string, JsonObject> Verified,
    IReadOnlyDictionary<string, JsonObject> Signed);
