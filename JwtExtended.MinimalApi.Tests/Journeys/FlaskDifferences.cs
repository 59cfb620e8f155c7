using System.Text;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>The requests that Flask-JWT-Extended decides differently, by the names that the page about it gives them.</summary>
internal static class FlaskDifferences
{
    private const string Csrf = "c5rf";

    private static string Good { get; } = Access();

    private static long Now => TokenForge.Now;

    /// <summary>Requests to an app that looks for tokens in the header alone.</summary>
    public static IReadOnlyDictionary<string, Func<HttpRequestMessage>> Header { get; } = new Dictionary<string, Func<HttpRequestMessage>>
    {
        ["`bearer` or `BEARER`"] = () => Bearer($"bearer {Good}"),
        ["a tab behind `Bearer`"] = () => Bearer($"Bearer\t{Good}"),
        ["a comma behind the token"] = () => Bearer($"Bearer {Good},"),
        ["`Basic ..., Bearer ...` in one header"] = () => Bearer($"Basic YTpi, Bearer {Good}"),
        ["`Bearer ..., Basic ...` in one header"] = () => Bearer($"Bearer {Good}, Basic YTpi"),
        ["two `Authorization` headers"] = () => Bearer($"Bearer {Good}", $"Bearer {Good}"),
        ["an `Authorization` header with `Basic` beside one with `Bearer`"] = () => Bearer("Basic YTpi", $"Bearer {Good}"),
        ["`iat` 30 seconds ahead"] = () => Token(Access($"\"iat\":{Now + 30}")),
        ["the refresh token in `X-Refresh-Token`"] = () => Post("/refresh", ("X-Refresh-Token", $"Bearer {Refresh()}")),
        ["`fresh` is the string `true`"] = () => Token(Access("\"fresh\":\"true\"")),
        ["`sub` is an integer"] = () => Token(Access("\"sub\":42")),
        ["`sub` is empty, `null` or an object"] = () => Token(Access("\"sub\":\"\"")),
        ["no `exp`"] = () => Token(Access("\"exp\":")),
        ["no `iat`"] = () => Token(Access("\"iat\":")),
        ["no `typ`"] = () => Token(TokenForge.Sign("""{"alg":"HS256"}""", Claims())),
        ["`typ` is `JWT`, and no claim `type`"] = () => Token(TokenForge.Sign("""{"alg":"HS256","typ":"JWT"}""", Claims())),
        ["`aud` names somebody else"] = () => Token(Access("\"aud\":\"other\"")),
        ["`iss` names somebody else"] = () => Token(Access("\"iss\":\"other\"")),
        ["`exp` or `nbf` is a string"] = () => Token(Access($"\"exp\":\"{Now + 60}\"")),
        ["`jti` is an integer"] = () => Token(Access("\"jti\":7")),
        ["the token lives for a year"] = () => Token(Access($"\"exp\":{Now + (365 * 24 * 3600)}")),
        ["Base64 with padding"] = () => Token(Good + "="),
        ["Base64 whose unused bits are set"] = () => Token(Good[..^1] + NextCharacter(Good[^1])),
        ["an unknown `kid`"] = () => Token(TokenForge.Sign("""{"alg":"HS256","typ":"at+jwt","kid":"unknown"}""", Claims())),
        ["a token of 9,000 characters"] = () => Token(Access($"\"more\":\"{new string('x', 9000)}\"")),
        ["`OPTIONS` without a token"] = () => new HttpRequestMessage(HttpMethod.Options, "/me"),
    };

    /// <summary>Requests to an app that looks for tokens in header, cookie, query and JSON body.</summary>
    public static IReadOnlyDictionary<string, Func<HttpRequestMessage>> All { get; } = new Dictionary<string, Func<HttpRequestMessage>>
    {
        ["cookie: `POST` with the CSRF header, for a token without `csrf`"] =
            () => Post("/items", Cookie(Access()), ("X-CSRF-Token", Csrf)),
        ["cookie: `POST` with the right CSRF header from another `Origin`"] =
            () => Post("/items", Cookie(WithCsrf()), ("X-CSRF-Token", Csrf), ("Origin", "https://other.example")),
        ["cookie: the same with `Sec-Fetch-Site: cross-site`"] =
            () => Post("/items", Cookie(WithCsrf()), ("X-CSRF-Token", Csrf), ("Sec-Fetch-Site", "cross-site")),
        ["cookie: twice"] = () => Get("/me", ("Cookie", $"access_token_cookie={Good}; access_token_cookie={Good}")),
        ["cookie: in quotes"] = () => Get("/me", ("Cookie", $"access_token_cookie=\"{Good}\"")),
        ["cookie: empty"] = () => Get("/me", ("Cookie", "access_token_cookie=")),
        ["query: twice"] = () => Get($"/me?jwt={Good}&jwt={Good}"),
        ["query and header"] = () => Get($"/me?jwt={Good}", ("Authorization", $"Bearer {Good}")),
        ["query: a refresh token, to refresh"] = () => Post($"/refresh?jwt={Refresh()}"),
        ["JSON: an array"] = () => Json("[]"),
        ["JSON: `access_token` is a number"] = () => Json("""{"access_token":5}"""),
        ["JSON: `access_token` twice"] = () => Json($$"""{"access_token":"{{Good}}","access_token":"{{Good}}"}"""),
    };

    private static string WithCsrf() => Access($"\"csrf\":\"{Csrf}\"");

    private static string Access(string? changed = null) => TokenForge.Sign(TokenForge.Header, Claims(changed));

    private static string Refresh() => TokenForge.SignService(
        TokenForge.RefreshHeader,
        Claims("\"aud\":\"TestApp#refresh\"").Replace("}", ",\"sid\":\"s1\"}", StringComparison.Ordinal));

    // A member takes the place of the one with its name; one without a value is left out.
    private static string Claims(string? changed = null)
    {
        string[] usual =
        [
            "\"iss\":\"TestApp\"", "\"aud\":\"TestApp\"", "\"sub\":\"alice\"", "\"jti\":\"1\"", $"\"iat\":{Now}", $"\"exp\":{Now + 600}",
        ];
        var name = changed?[..(changed.IndexOf(':', StringComparison.Ordinal) + 1)] ?? "none";
        var claims = usual.Where(claim => !claim.StartsWith(name, StringComparison.Ordinal));
        return "{" + string.Join(',', changed is null || changed.EndsWith(':') ? claims : claims.Append(changed)) + "}";
    }

    private static HttpRequestMessage Token(string token) => Bearer($"Bearer {token}");

    private static HttpRequestMessage Bearer(params string[] values) =>
        Get("/me", [.. values.Select(static value => ("Authorization", value))]);

    private static (string Name, string Value) Cookie(string token) => ("Cookie", $"access_token_cookie={token}");

    private static HttpRequestMessage Get(string path, params (string Name, string Value)[] headers) =>
        Request(HttpMethod.Get, path, headers);

    private static HttpRequestMessage Post(string path, params (string Name, string Value)[] headers) =>
        Request(HttpMethod.Post, path, headers);

    private static HttpRequestMessage Json(string body)
    {
        var request = Post("/items");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var header in headers.GroupBy(static header => header.Name))
            request.Headers.TryAddWithoutValidation(header.Key, header.Select(static one => one.Value));
        return request;
    }

    // The last character of a signature of 32 bytes holds four bits: two are unused.
    private static char NextCharacter(char last)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return alphabet[alphabet.IndexOf(last, StringComparison.Ordinal) + 1];
    }
}
