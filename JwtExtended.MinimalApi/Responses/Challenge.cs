using System.Globalization;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>Builds the <c>WWW-Authenticate</c> header (RFC 6750, 3; RFC 9470, 3).</summary>
internal sealed class Challenge(string scheme)
{
    private readonly string?[] _plain = [.. Enum.GetValues<JwtErrorCode>().Select(code => Plain(scheme, ErrorTable.Entry(code)))];

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
