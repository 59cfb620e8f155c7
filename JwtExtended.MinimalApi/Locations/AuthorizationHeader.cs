using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>The <c>Authorization</c> header of a request to an OAuth endpoint: how its client authenticates (RFC 6749, 2.3.1).</summary>
internal readonly struct AuthorizationHeader
{
    private const string Basic = "Basic ";

    private readonly string? _value;

    private AuthorizationHeader(string? value, bool isRepeated)
    {
        _value = value;
        IsRepeated = isRepeated;
    }

    public bool IsAbsent => _value is null && !IsRepeated;

    public bool IsRepeated { get; }

    public bool IsBasic => _value?.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) == true;

    public static AuthorizationHeader Of(HttpRequest request)
    {
        var values = request.Headers.Authorization;
        return values.Count > 1 ? new(null, isRepeated: true) : new(string.IsNullOrEmpty(values) ? null : values.ToString(), false);
    }

    /// <summary>Reads the credential of the <c>Basic</c> scheme (RFC 7617).</summary>
    /// <param name="plain">The credential as it is written, which is how many clients send it.</param>
    /// <param name="decoded">The credential decoded as a form (RFC 6749, 2.3.1); the same, where it cannot be.</param>
    /// <returns><see langword="false"/> if it is malformed.</returns>
    public bool TryReadBasic([NotNullWhen(true)] out ClientCredential? plain, [NotNullWhen(true)] out ClientCredential? decoded)
    {
        (plain, decoded) = (null, null);
        var encoded = _value.AsSpan(Basic.Length).Trim(' ');
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length))
            return false;
        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return false;
        plain = new ClientCredential(text[..colon], text[(colon + 1)..]);
        decoded = FormReader.Decode(plain.Id) is { } id && FormReader.Decode(plain.Secret) is { } secret
            ? new ClientCredential(id, secret)
            : plain;
        return true;
    }
}
