using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>Reads the token cookies from the raw header: of two cookies with one name, ASP.NET Core keeps only the last.</summary>
internal sealed class CookieLocation(CookieRules rules)
{
    private static readonly Refusal Repeated =
        new(JwtErrorCode.RequestAmbiguous, "A token cookie occurs more than once.", suspicious: true);

    /// <summary>Finds the cookie of the accepted types.</summary>
    /// <param name="request">The request.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <returns>The refresh token where both types are accepted; otherwise the token of the accepted type.</returns>
    public LocatedToken Find(HttpRequest request, TokenTypes accepted)
    {
        // The refresh token reaches further: where both are accepted, it ends the session.
        if ((accepted & TokenTypes.Refresh) != 0)
        {
            var refresh = Find(request, TokenType.Refresh);
            if (!refresh.IsAbsent)
                return refresh;
        }

        return (accepted & TokenTypes.Access) != 0 ? Find(request, TokenType.Access) : default;
    }

    /// <summary>Finds the cookie of one type.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">The type.</param>
    /// <returns>The token, or a refusal when the cookie occurs more than once.</returns>
    public LocatedToken Find(HttpRequest request, TokenType type)
    {
        // An access cookie of an earlier configuration does not authenticate.
        if (type == TokenType.Access && !rules.CarriesAccess)
            return default;
        var name = rules.NameOf(type, request);
        var found = default(LocatedToken);
        foreach (var header in request.Headers.Cookie)
        {
            if (header is null)
                continue;
            var start = 0;
            while (start < header.Length)
            {
                var end = header.IndexOf(';', start);
                end = end < 0 ? header.Length : end;
                if (IsNamed(header.AsSpan(start, end - start), name, out var offset))
                {
                    if (!found.IsAbsent)
                        return new LocatedToken(Repeated);
                    var value = header.AsSpan(start + offset, end - start - offset).TrimEnd([' ', '\t']);
                    found = new LocatedToken(header, start + offset, value.Length, TokenLocation.Cookie, type.ToTypes());
                }

                start = end + 1;
            }
        }

        return found;
    }

    // RFC 6265, 4.2.1: pairs are separated by "; ". White space around a name is a way to send the name a second time.
    private static bool IsNamed(ReadOnlySpan<char> pair, string name, out int valueStart)
    {
        var equals = pair.IndexOf('=');
        valueStart = equals + 1;
        return equals > 0 && pair[..equals].Trim([' ', '\t']).SequenceEqual(name);
    }
}
