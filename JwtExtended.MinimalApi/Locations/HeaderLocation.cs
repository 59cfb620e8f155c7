using System.Collections.Immutable;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>
/// Reads a header: <c>name: prefix token</c> (RFC 6750, 2.1; RFC 9110, 11.4). <see cref="TokenLocator"/> knows which headers are read.
/// </summary>
/// <param name="name">The name of the header.</param>
/// <param name="prefixes">The accepted prefixes; an empty one accepts a token alone.</param>
internal sealed class HeaderLocation(string name, ImmutableArray<string> prefixes)
{
    private static readonly Refusal Repeated = new(JwtErrorCode.RequestAmbiguous, "The header occurs more than once.");

    private static readonly Refusal NoToken =
        new(JwtErrorCode.HeaderMalformed, "The header has the scheme, but not exactly one token after it.");

    private static readonly Refusal NoScheme = new(JwtErrorCode.HeaderMalformed, "The header does not start with its prefix.");

    // Authorization is shared with other schemes; any other header belongs to this package.
    private readonly bool _isShared = name.Equals(HeaderNames.Authorization, StringComparison.OrdinalIgnoreCase);

    // A token alone is what is left: "Bearer" without a token is a header with a scheme.
    private readonly ImmutableArray<string> _schemes = prefixes.RemoveAll(static prefix => prefix.Length == 0);
    private readonly bool _takesTokenAlone = prefixes.Contains("");

    public string Name { get; } = name;

    /// <summary>Gets the schemes before the token, the first of which clients are to use.</summary>
    public ImmutableArray<string> Schemes => _schemes;

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
        foreach (var scheme in _schemes)
        {
            if (HasScheme(value, scheme))
                return ReadToken(value, scheme.Length, accepted) ?? new LocatedToken(NoToken);
        }

        // Two words are a scheme and its credentials, never a token alone.
        if (_takesTokenAlone && ReadToken(value, 0, accepted) is { } token)
            return token;
        if (_isShared)
            return default;
        return new LocatedToken(_schemes.IsEmpty ? NoToken : NoScheme);
    }

    private static LocatedToken? ReadToken(string value, int schemeLength, TokenTypes accepted)
    {
        var token = value.AsSpan(schemeLength).TrimStart(' ');
        var start = value.Length - token.Length;
        token = token.TrimEnd(' ');
        return token.IsEmpty || token.ContainsAny(' ', '\t')
            ? null
            : new LocatedToken(value, start, token.Length, TokenLocation.Header, accepted);
    }

    // "Bearer" and "Bearertoken" are two schemes.
    private static bool HasScheme(string value, string scheme) =>
        value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
        && (value.Length == scheme.Length || value[scheme.Length] is ' ' or '\t');
}
