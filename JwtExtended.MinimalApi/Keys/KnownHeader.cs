namespace JwtExtended.MinimalApi.Keys;

/// <summary>The meaning of an encoded header that this app writes itself.</summary>
/// <param name="Key">The key that signs with the header.</param>
/// <param name="Type">The type of the token.</param>
internal readonly record struct KnownHeader(JwtKey Key, TokenType Type);
