using JwtExtended.MinimalApi.Benchmarks.Fuzz;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>The query: one parameter, compared without regard to case as ASP.NET Core does, and a second one is noticed.</summary>
internal sealed class QueryTarget : IFuzzTarget
{
    private readonly QueryLocation _location = new("jwt", TokenLocation.Query, TokenTypes.Access);
    private LocatedToken _found;

    public string[] Seeds { get; } =
    [
        "?jwt=abc.def.ghi", "?a=1&jwt=abc&b=2", "?jwt=abc&jwt=def", "?JWT=abc&jwt=def", "?%6awt=abc", "?jwt=a%20b+c", "?jwt", "?jwt=",
        "?&&=&", "?jwt=%", "?jwt=%zz&jwt%00=x", "?jwt=a;jwt=b", "?jwt=a#b", "?jwt=%E0%A4%A", "?jwt=&jwt=abc",
    ];

    public long MaxBytes => 1024 * 1024;

    public bool Accepted => _found.HasText;

    public string Mutate(Random random, string text, string[] corpus) => TextMutations.Mutate(random, text, corpus);

    public void Read(string text)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(Normal(text));
        _found = _location.Find(context.Request, TokenTypes.Access);
    }

    public string? FindProblem(string text)
    {
        var values = Normal(text)[1..].Split('&')
            .Select(pair => pair.Split('=', 2))
            .Where(pair => Decode(pair[0]).Equals("jwt", StringComparison.OrdinalIgnoreCase))
            .Select(pair => pair.Length == 2 ? Decode(pair[1]) : "")
            .ToArray();
        return values switch
        {
            [] or [""] => _found.IsAbsent ? null : "a parameter is read that is not there",
            [var value] => _found.HasText && _found.Text.SequenceEqual(value) ? null : "another value is read",
            _ => _found.Refusal?.Code == JwtErrorCode.RequestAmbiguous ? null : "a repeated parameter is not ambiguous",
        };
    }

    public void Dispose()
    {
    }

    private static string Normal(string text) => text.StartsWith('?') ? text : "?" + text;

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
