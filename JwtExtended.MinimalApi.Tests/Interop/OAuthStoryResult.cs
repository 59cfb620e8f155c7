namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>What happened, step by step.</summary>
internal sealed record OAuthStoryResult(Dictionary<string, string?> Steps);
