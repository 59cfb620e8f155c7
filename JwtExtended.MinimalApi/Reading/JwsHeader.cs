namespace JwtExtended.MinimalApi.Reading;

/// <summary>The members of a JOSE header that are read (RFC 7515, 4.1).</summary>
internal readonly record struct JwsHeader(JwtAlgorithm Algorithm, TokenType Type, string? Kid);
