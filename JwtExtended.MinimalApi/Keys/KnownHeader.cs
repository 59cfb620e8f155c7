namespace JwtExtended.MinimalApi.Keys;

/// <summary>What an encoded header says that a key wrote itself.</summary>
internal readonly record struct KnownHeader(JwtKey Key, TokenType Type);
