namespace JwtExtended.MinimalApi.Validation;

/// <summary>The members of a JOSE header that are read (RFC 7515, 4.1).</summary>
/// <param name="Algorithm">The <c>alg</c>.</param>
/// <param name="Type">The type that <c>typ</c> names; <see langword="null"/> when it is absent or another one.</param>
/// <param name="TypeText">The <c>typ</c> where it names no type of ours.</param>
/// <param name="Kid">The <c>kid</c>.</param>
internal readonly record struct JwsHeader(JwtAlgorithm Algorithm, TokenType? Type, string? TypeText, string? Kid);
