namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>A token of ours that a stack verifies, with its key or with the published set, and with or without the audience.</summary>
internal sealed record StackVerifyCase(string Id, string Alg, string Token, bool Set = false, bool Aud = false);
