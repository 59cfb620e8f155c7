namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>The tokens that <c>jose</c> signs, with the given key or with one that it generates.</summary>
internal sealed record SignCase(string Alg, IReadOnlyDictionary<string, TokenToSign> Tokens, string? Pkcs8 = null, string? Secret = null);
