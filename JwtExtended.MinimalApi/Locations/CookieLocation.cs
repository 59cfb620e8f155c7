using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>The token cookies, read from the raw header: of two cookies with one name the framework keeps the last, whoever planted it.</summary>
internal sealed class CookieLocation(CookieRules rules)
{
    private static readonly Refusal Repeated = new(JwtErrorCode.RequestAmbiguous, "A token cookie stands more than once.", suspicious: true);

    public LocatedToken Find(HttpRequest request, TokenTypes accepted)
    {
        // A refresh token is the wider one: where both may come, it ends the session.
        if ((accepted & TokenTypes.Refresh) != 0)
        {
            var refresh = Find(request, TokenType.Refresh);
            if (!refresh.IsAbsent)
                return refresh;
        }

        return (accepted & TokenTypes.Access) != 0 ? Find(request, TokenType.Access) : default;
    }

    /// <summary>The cookie of one type.</summary>
    public LocatedToken Find(HttpRequest request, TokenType type)
    {
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

    // RFC 6265, 4.2.1: pairs with "; " between them. White space around a name is a way to write it a second time.
    private static bool IsNamed(ReadOnlySpan<char> pair, string name, out int valueStart)
    {
        var equals = pair.IndexOf('=');
        valueStart = equals + 1;
        return equals > 0 && pair[..equals].Trim([' ', '\t']).SequenceEqual(name);
    }
}
