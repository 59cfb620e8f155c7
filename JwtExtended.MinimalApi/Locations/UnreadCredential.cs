using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>Finds credentials where none are looked for: in Development, the refusal of a request without a token says so.</summary>
/// <param name="header">The header of access tokens.</param>
/// <param name="query">The query parameter of access tokens.</param>
/// <param name="cookie">The cookies.</param>
/// <param name="locations">The locations of endpoints that name none.</param>
internal sealed class UnreadCredential(
    HeaderLocation header, QueryLocation query, CookieLocation cookie, ImmutableArray<TokenLocation> locations)
{
    private static readonly string[] Headers = [HeaderNames.Authorization, "X-Access-Token", "X-Auth-Token", "Token"];
    private static readonly string[] Parameters = ["access_token", "token", "jwt", QueryLocation.TicketParameter];

    /// <summary>Describes what a request carries.</summary>
    /// <param name="request">The request.</param>
    /// <param name="own">The locations that its endpoint names, or <see langword="null"/>.</param>
    /// <returns>One sentence, without any text of the client; <see langword="null"/> where nothing looks like a credential.</returns>
    public string? Describe(HttpRequest request, ImmutableArray<TokenLocation>? own)
    {
        var read = own ?? locations;
        return DescribeHeader(request, read) ?? DescribeCookie(request, read) ?? DescribeQuery(request, read);
    }

    private string? DescribeHeader(HttpRequest request, ImmutableArray<TokenLocation> read)
    {
        if (Has(header.Name))
        {
            return read.Contains(TokenLocation.Header)
                ? $"There is a header {header.Name} without '{string.Join("' or '", header.Schemes)}': send '{FormOf(header)}'."
                : $"There is a header {header.Name}, but Header is not a location of the endpoint.";
        }

        return Array.Find(Headers, Has) is { } other ? $"There is a header {other}, but tokens are read from {header.Name}." : null;

        bool Has(string name) => !StringValues.IsNullOrEmpty(request.Headers[name]);
    }

    private static string FormOf(HeaderLocation header) => $"{header.Name}: {header.Schemes.FirstOrDefault() ?? ""} <token>";

    private string? DescribeCookie(HttpRequest request, ImmutableArray<TokenLocation> read) =>
        !read.Contains(TokenLocation.Cookie) && !cookie.Find(request, TokenType.Access).IsAbsent
            ? "There is an access cookie of this package, but Cookie is not a location of the endpoint."
            : null;

    private string? DescribeQuery(HttpRequest request, ImmutableArray<TokenLocation> read)
    {
        if (Array.Find([query.Parameter, .. Parameters], name => request.Query.ContainsKey(name)) is not { } found)
            return null;
        var location = found == QueryLocation.TicketParameter ? TokenLocation.Ticket : TokenLocation.Query;
        return read.Contains(location)
            ? $"There is a query parameter '{found}', but tokens are read from '{query.Parameter}'."
            : $"There is a query parameter '{found}', but {location} is not a location of the endpoint.";
    }
}
