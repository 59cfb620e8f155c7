namespace JwtExtended.MinimalApi.Tests.OpenApi;

/// <summary>A document to validate.</summary>
internal sealed record ValidityCase(string Text);
