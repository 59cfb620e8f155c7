using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Testing;

/// <summary>
/// The cookies of one host (RFC 6265, 5.3 and 5.4). They expire by the clock of the app: one that a test moves is years away from that of
/// the machine, which <see cref="System.Net.CookieContainer"/> reads.
/// </summary>
internal sealed class CookieJar(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Name, string Path), (string Value, DateTimeOffset? Expires)> _cookies = [];

    public void Store(SetCookieHeaderValue cookie)
    {
        // RFC 6265, 5.3: Max-Age precedes Expires.
        var expires = cookie.MaxAge is { } age ? time.GetUtcNow() + age : cookie.Expires;
        lock (_lock)
            _cookies[(cookie.Name.ToString(), cookie.Path.HasValue ? cookie.Path.ToString() : "/")] = (cookie.Value.ToString(), expires);
    }

    public void Store(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues(HeaderNames.SetCookie, out var lines))
            return;
        foreach (var line in lines)
        {
            if (SetCookieHeaderValue.TryParse(line, out var cookie))
                Store(cookie);
        }
    }

    public string? Find(string name, Uri target) => Sent(target).FirstOrDefault(cookie => cookie.Name == name).Value;

    public StringValues HeaderFor(Uri target)
    {
        var pairs = Sent(target).Select(static cookie => $"{cookie.Name}={cookie.Value}").ToArray();
        return pairs.Length == 0 ? StringValues.Empty : string.Join("; ", pairs);
    }

    private List<(string Name, string Value)> Sent(Uri target)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return _cookies
                .Where(cookie => !(cookie.Value.Expires <= now) && Matches(cookie.Key.Path, target.AbsolutePath))
                .Select(static cookie => (cookie.Key.Name, cookie.Value.Value))
                .ToList();
        }
    }

    private static bool Matches(string path, string target) =>
        target.StartsWith(path, StringComparison.Ordinal)
        && (target.Length == path.Length || path.EndsWith('/') || target[path.Length] == '/');
}
