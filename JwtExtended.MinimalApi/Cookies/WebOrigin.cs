using System.Buffers;
using System.Globalization;

namespace JwtExtended.MinimalApi.Cookies;

/// <summary>An origin, as browsers send it (RFC 6454, 6.2).</summary>
/// <param name="Scheme">The scheme, in lower case.</param>
/// <param name="Host">The host in ASCII: labels of other languages are in punycode. Empty only for files.</param>
/// <param name="Port">The port; <see langword="null"/> for schemes without one.</param>
internal sealed record WebOrigin(string Scheme, string Host, int? Port)
{
    private const string Delimiter = "://";

    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create(".:0123456789ABCDEFabcdef");

    /// <summary>Parses an origin: a scheme, a host and an optional port, and nothing else.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The origin; <see langword="null"/> for any other text, including the opaque origin <c>null</c>.</returns>
    public static WebOrigin? Parse(string text)
    {
        var end = text.IndexOf(Delimiter, StringComparison.Ordinal);
        if (end <= 0 || !char.IsAsciiLetter(text[0]) || text.AsSpan(0, end).ContainsAnyExcept(SchemeCharacters))
            return null;
        var scheme = text[..end].ToLowerInvariant();
        var authority = text.AsSpan(end + Delimiter.Length);
        var host = HostOf(authority);
        var port = authority[host.Length..];
        if (!IsHost(host, scheme) || !TryParsePort(port, scheme, out var number))
            return null;
        // Hosts of other schemes are opaque: browsers send them as they are.
        var isWeb = scheme is "http" or "https";
        return new WebOrigin(scheme, isWeb ? host.ToString().ToLowerInvariant() : host.ToString(), number);
    }

    /// <summary>Writes the origin as browsers send it: a default port is left out.</summary>
    /// <returns>The origin.</returns>
    public override string ToString() =>
        Port == DefaultPortOf(Scheme) ? Scheme + Delimiter + Host : $"{Scheme}{Delimiter}{Host}:{Port}";

    private static ReadOnlySpan<char> HostOf(ReadOnlySpan<char> authority)
    {
        var end = authority is ['[', ..] ? authority.IndexOf(']') + 1 : authority.IndexOf(':');
        return end < 0 ? authority : authority[..end];
    }

    private static bool IsHost(ReadOnlySpan<char> host, string scheme) => host switch
    {
        [] => scheme == "file",
        ['[', .. var address, ']'] => address.Length > 0 && !address.ContainsAnyExcept(AddressCharacters),
        _ => !host.ContainsAnyExcept(NameCharacters),
    };

    private static bool TryParsePort(ReadOnlySpan<char> text, string scheme, out int? port)
    {
        port = DefaultPortOf(scheme);
        if (text.IsEmpty)
            return true;
        var isNumber = ushort.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        port = number;
        // RFC 6454, 6.2: without leading zeros.
        return isNumber && text[0] == ':' && text is not [_, '0', ..];
    }

    private static int? DefaultPortOf(string scheme) => scheme switch
    {
        "http" => 80,
        "https" => 443,
        _ => null,
    };
}
