using System.Diagnostics.CodeAnalysis;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi;

public sealed partial class JwtKey
{
    /// <summary>Creates the keys of a JWK Set (RFC 7517, 5).</summary>
    /// <remarks>
    /// Keys of another type (<c>kty</c>), use (<c>use</c>), algorithm (<c>alg</c>) or curve (<c>crv</c>) are skipped. Each of the others
    /// must be one that <see cref="FromJwk"/> accepts.
    /// </remarks>
    /// <param name="json">The set as JSON text, of at most 100 keys.</param>
    /// <returns>The keys in the order of the set, at least one.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="json"/> is not a JWK Set, one of its keys is not valid, two have the same <c>kid</c>, or none can be used.
    /// </exception>
    public static IReadOnlyList<JwtKey> FromJwkSet([StringSyntax(StringSyntaxAttribute.Json)] string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var keys = new List<JwtKey>();
        return JwkSetReader.Read(json, keys) is { } error ? throw new ArgumentException(error, nameof(json)) : keys.AsReadOnly();
    }
}
