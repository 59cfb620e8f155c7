using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>Builds the <c>WWW-Authenticate</c> header (RFC 9110, 11.6.1; RFC 6750, 3; RFC 9470, 3).</summary>
internal sealed class Challenge
{
    private readonly string _bare;
    private readonly string?[] _plain;

    /// <summary>Builds what does not change between requests.</summary>
    /// <param name="scheme">The scheme, a token of RFC 9110, 5.6.2.</param>
    /// <param name="realm">Any text that tells the protection space.</param>
    public Challenge(string scheme, string realm)
    {
        // RFC 6750, 3: the scheme is followed by one or more parameters.
        _bare = $"{scheme} realm={QuotedString.Of(realm)}";
        _plain = [.. Enum.GetValues<JwtErrorCode>().Select(code => Plain(ErrorTable.Entry(code)))];
    }

    /// <summary>Where the metadata of the resource is (RFC 9728, 5.1); <see langword="null"/> where it is not published.</summary>
    public Func<string?> ResourceMetadata { get; init; } = static () => null;

    /// <summary>Returns the header for a refusal.</summary>
    /// <param name="error">The refusal as the client sees it.</param>
    /// <param name="context">The scopes and age that the endpoint requires.</param>
    /// <returns>The header, or <see langword="null"/> when the response has no challenge.</returns>
    public string? For(JwtError error, RefusalContext context)
    {
        var header = HeaderFor(error, context);
        return header is not null && ResourceMetadata() is { } address ? $"{header}, resource_metadata=\"{address}\"" : header;
    }

    private string? HeaderFor(JwtError error, RefusalContext context) => (error.Code, _plain[(int)error.Code]) switch
    {
        (JwtErrorCode.AccessDenied, { } plain) when context.Scope is not null => $"{plain}, scope=\"{context.Scope}\"",
        (JwtErrorCode.FreshRequired, { } plain) when context.MaxAge is { } maxAge =>
            string.Create(CultureInfo.InvariantCulture, $"{plain}, max_age=\"{(long)maxAge.TotalSeconds}\""),
        // RFC 9110, 15.5.2: a 401 must have a challenge, such as those of Sanic-JWT-Extended for what is a 403 by default.
        (_, null) when error.StatusCode == StatusCodes.Status401Unauthorized => _bare,
        (_, var plain) => plain,
    };

    private string? Plain(ErrorEntry entry) => entry.ChallengeError switch
    {
        null => null,
        "" => _bare,
        var error => $"{_bare}, error=\"{error}\", error_description=\"{entry.Message}\"",
    };
}
