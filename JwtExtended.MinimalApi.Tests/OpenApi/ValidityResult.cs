namespace JwtExtended.MinimalApi.Tests.OpenApi;

/// <summary>What a validator has found.</summary>
internal sealed record ValidityResult(string[] Problems);
