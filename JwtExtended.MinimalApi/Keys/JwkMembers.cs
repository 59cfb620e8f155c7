using System.Buffers.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>
/// The members of a JSON Web Key. An invalid member throws a <see cref="FormatException"/>, and what is not an object or not an array an
/// <see cref="InvalidOperationException"/>. Neither quotes the key.
/// </summary>
internal readonly struct JwkMembers(JsonElement jwk)
{
    public bool Has(string name) => jwk.TryGetProperty(name, out _);

    /// <summary>Gets a string member.</summary>
    /// <returns>The string; <see langword="null"/> if the member is absent.</returns>
    public string? GetString(string name)
    {
        if (!jwk.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"'{name}' is not a string.");
    }

    /// <summary>Gets a member that is an array of strings.</summary>
    /// <returns>The strings; <see langword="null"/> if the member is absent.</returns>
    public List<string>? GetStrings(string name)
    {
        if (!jwk.TryGetProperty(name, out var value))
            return null;
        var strings = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            strings.Add(item.ValueKind == JsonValueKind.String
                ? item.GetString()!
                : throw new FormatException($"'{name}' contains a value that is not a string."));
        }

        return strings;
    }

    /// <summary>Gets the bytes of a base64url member (RFC 7515, 2), without padding or white space.</summary>
    public byte[] GetBytes(string name)
    {
        var text = GetString(name);
        if (string.IsNullOrEmpty(text) || text.AsSpan().ContainsAnyExcept(Base64UrlAlphabet.Characters))
            throw new FormatException($"'{name}' is absent or not base64url.");
        return Base64Url.DecodeFromChars(text);
    }

    /// <summary>Gets a base64url member as a number of exactly <paramref name="size"/> bytes, padded with leading zeros.</summary>
    public byte[] GetBytes(string name, int size)
    {
        var bytes = GetBytes(name);
        if (bytes.Length > size)
            throw new FormatException($"'{name}' is too long.");
        var padded = new byte[size];
        bytes.CopyTo(padded, size - bytes.Length);
        return padded;
    }
}
