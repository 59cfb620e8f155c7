using System.Globalization;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>Builds the <c>WWW-Authenticate</c> header (RFC 6750, 3; RFC 9470, 3).</summary>
internal sealed class Challenge(string scheme)
{
    private readonly string?[] _plain = [.. Enum.GetValues<JwtErrorCode>().Select(code => Plain(scheme, ErrorTable.Entry(code)))];

    /// <summary>Returns the header for a refusal.</summary>
    /// <param name="code">The code of the refusal.</param>
    /// <param name="context">The scopes and age that the endpoint requires.</param>
    /// <returns>The header, or <see langword="null"/> when the response has no challenge.</returns>
    public string? For(JwtErrorCode code, RefusalContext context) => (code, _plain[(int)code]) switch
    {
        (JwtErrorCode.AccessDenied, { } plain) when context.Scope is not null => $"{plain}, scope=\"{context.Scope}\"",
        (JwtErrorCode.FreshRequired, { } plain) when context.MaxAge is { } maxAge =>
            string.Create(CultureInfo.InvariantCulture, $"{plain}, max_age=\"{(long)maxAge.TotalSeconds}\""),
        (_, var plain) => plain,
    };

    private static string? Plain(string scheme, ErrorEntry entry) => entry.ChallengeError switch
    {
        null => null,
        "" => scheme,
        var error => $"{scheme} error=\"{error}\", error_description=\"{entry.Message}\"",
    };
}
