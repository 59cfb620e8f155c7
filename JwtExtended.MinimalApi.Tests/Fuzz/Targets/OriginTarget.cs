using JwtExtended.MinimalApi.Benchmarks.Fuzz;
using JwtExtended.MinimalApi.Cookies;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>The <c>Origin</c> header: what is parsed is written as it was meant, and read as the same by <see cref="Uri"/>.</summary>
internal sealed class OriginTarget : IFuzzTarget
{
    private WebOrigin? _origin;

    public string[] Seeds { get; } =
    [
        "https://example.com", "http://localhost:5000", "https://example.com:443", "https://[2001:db8::1]:8443", "capacitor://localhost",
        "chrome-extension://abcdefgh", "file://", "null", "https://xn--bcher-kva.example", "https://user@example.com",
        "https://example.com/",
        "https://example.com:0", "https://example.com:08", "https://example.com:65536", "HTTPS://EXAMPLE.COM",
        "https://a.example, https://b.example",
    ];

    public long MaxBytes => 64 * 1024;

    public bool Accepted => _origin is not null;

    public string Mutate(Random random, string text, string[] corpus) => TextMutations.Mutate(random, text, corpus);

    public void Read(string text) => _origin = WebOrigin.Parse(text);

    public string? FindProblem(string text)
    {
        if (_origin is null)
            return null;
        if (WebOrigin.Parse(_origin.ToString()) != _origin)
            return "it is written otherwise than it was read";
        if (_origin.Scheme is not ("http" or "https") || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
            return null;
        // Uri writes addresses in a form of its own.
        if (uri.HostNameType != UriHostNameType.Dns)
            return null;
        return uri.Port == _origin.Port && uri.IdnHost.Equals(_origin.Host, StringComparison.OrdinalIgnoreCase) && uri.UserInfo.Length == 0
            ? null
            : $"Uri reads {uri.IdnHost}:{uri.Port}";
    }

    public void Dispose()
    {
    }
}
