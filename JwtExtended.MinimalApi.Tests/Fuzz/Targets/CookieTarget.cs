using JwtExtended.MinimalApi.Benchmarks.Fuzz;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>The <c>Cookie</c> header: exactly one cookie of the name is read, and a second one is noticed wherever it hides.</summary>
internal sealed class CookieTarget : IFuzzTarget
{
    private const string Name = "__Host-access_token";

    private readonly CookieLocation _location = new(CookieRules.Of(new JwtCookieOptions(), new CsrfOptions(), isDevelopment: false));
    private LocatedToken _found;

    public string[] Seeds { get; } =
    [
        $"{Name}=abc.def.ghi", $"a=1; {Name}=abc; b=2", $"{Name}=abc; {Name}=def", $"{Name} =abc", $"\t{Name}\t=abc\t", $"{Name}=a=b; =x;;",
        $"{Name}=\"abc\"", "__host-access_token=abc", $"{Name}", $"{Name}=", "; ; =", $"x={Name}=1", $"__Host-refresh_token=r; {Name}=abc",
        $"{Name}%3D=abc", $"a,{Name}=abc",
    ];

    public long MaxBytes => 64 * 1024;

    public bool Accepted => _found.HasText;

    public string Mutate(Random random, string text, string[] corpus) => TextMutations.Mutate(random, text, corpus);

    public void Read(string text)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "https";
        // Over HTTP/2, a client may send cookies in several header fields (RFC 9113, 8.2.3).
        context.Request.Headers.Cookie = text.Split('\n');
        _found = _location.Find(context.Request, TokenTypes.Access);
    }

    public string? FindProblem(string text)
    {
        var values = text.Split('\n').SelectMany(header => header.Split(';'))
            .Select(pair => pair.Split('=', 2))
            .Where(pair => pair.Length == 2 && pair[0].Trim(' ', '\t') == Name)
            .Select(pair => pair[1].TrimEnd(' ', '\t'))
            .ToArray();
        return values switch
        {
            [] => _found.IsAbsent ? null : "a cookie is read that is not there",
            [var value] => _found.HasText && _found.Text.SequenceEqual(value) ? null : "another value is read",
            _ => _found.Refusal?.Code == JwtErrorCode.RequestAmbiguous ? null : "a repeated cookie is not ambiguous",
        };
    }

    public void Dispose()
    {
    }
}
