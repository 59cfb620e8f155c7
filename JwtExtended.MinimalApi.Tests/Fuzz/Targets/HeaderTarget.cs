using JwtExtended.MinimalApi.Benchmarks.Fuzz;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>The <c>Authorization</c> header: a token, a refusal, or nothing of ours.</summary>
internal sealed class HeaderTarget : IFuzzTarget
{
    private readonly HeaderLocation _location = new("Authorization", ["Bearer"]);
    private LocatedToken _found;

    public string[] Seeds { get; } =
    [
        "Bearer abc.def.ghi", "bearer abc.def.ghi", "Bearer  abc  ", "Bearer", "Bearer ", "Bearer a b", "Basic dXNlcjpwdw==", "Bearer\tabc",
        "Bearertoken", "", " Bearer abc", "BEARER a\tb",
    ];

    public long MaxBytes => 64 * 1024;

    public bool Accepted => _found.HasText;

    public string Mutate(Random random, string text, string[] corpus) => TextMutations.Mutate(random, text, corpus);

    public void Read(string text)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = text;
        _found = _location.Find(context.Request, TokenTypes.Access);
    }

    public string? FindProblem(string text)
    {
        // RFC 9110, 11.4: a scheme without regard to case, spaces, and for this scheme one token.
        var isOurs = text.Length >= 6 && text[..6].Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            && (text.Length == 6 || text[6] is ' ' or '\t');
        if (!isOurs)
            return _found.IsAbsent ? null : "another scheme is read";
        var token = text[6..].Trim(' ');
        var isToken = token.Length > 0 && !token.Contains(' ', StringComparison.Ordinal) && !token.Contains('\t', StringComparison.Ordinal);
        if (!isToken)
            return _found.Refusal is null ? "a malformed header is not refused" : null;
        return _found.HasText && _found.Text.SequenceEqual(token) ? null : "another token is read";
    }

    public void Dispose()
    {
    }
}
