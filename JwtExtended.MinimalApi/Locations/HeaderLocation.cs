using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>
/// Reads a header: <c>name: prefix token</c> (RFC 6750, 2.1; RFC 9110, 11.4). <see cref="TokenLocator"/> knows which headers are read.
/// </summary>
internal sealed class HeaderLocation(string name, string prefix)
{
    private static readonly Refusal Repeated = new(JwtErrorCode.RequestAmbiguous, "The header occurs more than once.");

    private static readonly Refusal NoToken =
        new(JwtErrorCode.HeaderMalformed, "The header has the scheme, but not exactly one token after it.");

    private static readonly Refusal NoScheme = new(JwtErrorCode.HeaderMalformed, "The header does not start with its prefix.");

    // Authorization is shared with other schemes; any other header belongs to this package.
    private readonly bool _isShared = name.Equals(HeaderNames.Authorization, StringComparison.OrdinalIgnoreCase);

    public string Name { get; } = name;

    public string Prefix => prefix;

    public bool HasNameOf(HeaderLocation other) => Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds the token.</summary>
    /// <param name="request">The request.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <returns>The token, a refusal, or the default when the header is absent or has another scheme.</returns>
    public LocatedToken Find(HttpRequest request, TokenTypes accepted)
    {
        var values = request.Headers[Name];
        if (values.Count > 1)
            return new LocatedToken(Repeated);
        return StringValues.IsNullOrEmpty(values) ? default : Parse(values.ToString(), accepted);
    }

    private LocatedToken Parse(string value, TokenTypes accepted)
    {
        if (!value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || !EndsScheme(value))
            return _isShared ? default : new LocatedToken(NoScheme);
        var token = value.AsSpan(prefix.Length).TrimStart(' ');
        var start = value.Length - token.Length;
        token = token.TrimEnd(' ');
        return token.IsEmpty || token.ContainsAny(' ', '\t')
            ? new LocatedToken(NoToken)
            : new LocatedToken(value, start, token.Length, TokenLocation.Header, accepted);
    }

    // "Bearer" and "Bearertoken" are two schemes.
    private bool EndsScheme(string value) => prefix.Length == 0 || value.Length == prefix.Length || value[prefix.Length] is ' ' or '\t';
}
