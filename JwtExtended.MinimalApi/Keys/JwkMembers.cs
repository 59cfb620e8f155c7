using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The members of a JSON Web Key. A member of the wrong form throws <see cref="FormatException"/>, without quoting it.</summary>
internal readonly struct JwkMembers
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly JsonElement _jwk;

    public JwkMembers(JsonElement jwk) => _jwk = jwk.ValueKind == JsonValueKind.Object ? jwk : throw new FormatException("A JWK is a JSON object.");

    public bool Has(string name) => _jwk.TryGetProperty(name, out _);

    /// <summary>A member that is a string; <see langword="null"/> when it is absent.</summary>
    public string? Text(string name)
    {
        if (!_jwk.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"'{name}' is no string.");
    }

    /// <summary>A member that is an array of strings; <see langword="null"/> when it is absent.</summary>
    public List<string>? Texts(string name)
    {
        if (!_jwk.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Array)
            throw new FormatException($"'{name}' is no array.");
        var texts = new List<string>();
        foreach (var item in value.EnumerateArray())
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new FormatException($"'{name}' holds what is no string."));
        return texts;
    }

    /// <summary>A member in base64url (RFC 7515, 2), without padding or white space.</summary>
    public byte[] Bytes(string name)
    {
        var text = Text(name);
        if (string.IsNullOrEmpty(text) || text.AsSpan().ContainsAnyExcept(Alphabet))
            throw new FormatException($"'{name}' is absent or no base64url.");
        return Base64Url.DecodeFromChars(text);
    }

    /// <summary>The same, of exactly this many bytes; shorter numbers are filled up in front.</summary>
    public byte[] Bytes(string name, int size)
    {
        var bytes = Bytes(name);
        if (bytes.Length > size)
            throw new FormatException($"'{name}' is too long.");
        var full = new byte[size];
        bytes.CopyTo(full, size - bytes.Length);
        return full;
    }
}
