using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The characters of a token of RFC 9110, 5.6.2, such as a header name, a scheme or a cookie name.</summary>
internal static class HttpToken
{
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool IsValid([NotNullWhen(true)] string? text) => text is { Length: > 0 } && !text.AsSpan().ContainsAnyExcept(Characters);
}
