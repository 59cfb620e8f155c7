namespace JwtExtended.MinimalApi.Validation;

/// <summary>The members of a JOSE header that are used (RFC 7515, 4.1).</summary>
/// <param name="Algorithm">The <c>alg</c>.</param>
/// <param name="Type">The type that <c>typ</c> names, or <see langword="null"/> when <c>typ</c> is absent or unknown.</param>
/// <param name="UnknownType">The <c>typ</c>, when it names no type of this package.</param>
/// <param name="Kid">The <c>kid</c>.</param>
internal readonly record struct JwsHeader(JwtAlgorithm Algorithm, TokenType? Type, string? UnknownType, string? Kid)
{
    /// <summary>Gets the <c>class</c>, which Sanic-JWT-Extended writes; <see langword="null"/> where it is no string.</summary>
    public string? Class { get; init; }
}
