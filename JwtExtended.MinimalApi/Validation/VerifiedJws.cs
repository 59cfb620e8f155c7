using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>A token whose signature is valid, and whose claims are not checked yet.</summary>
/// <param name="Type">The type, from <c>typ</c>.</param>
/// <param name="Kid">The <c>kid</c> of the header.</param>
/// <param name="Key">The key that verified the signature.</param>
/// <param name="Claims">The claims.</param>
internal readonly record struct VerifiedJws(TokenType Type, string? Kid, JwtKey Key, TokenClaims Claims);
