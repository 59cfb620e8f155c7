using System.Runtime.InteropServices;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>The rules of a header, written a second time.</summary>
internal static class HeaderModel
{
    /// <summary>Decides about a header.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="header">Its JSON.</param>
    /// <param name="typ">The type that is expected.</param>
    /// <param name="requiredKid">The id of the key where it must be named, or <see langword="null"/>.</param>
    /// <param name="kid">The id of the key where it may be named.</param>
    public static bool Accepts(byte[] bytes, JsonElement header, string typ, string? requiredKid, string kid)
    {
        if (bytes.Length > 1024 || header.ValueKind != JsonValueKind.Object || !HasNames(header))
            return false;
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _))
            return false;
        var skipped = header.EnumerateObject().Where(member => member.Name is not ("alg" or "typ" or "kid"));
        if (skipped.Sum(member => CountOf(member.Value)) > 64)
            return false;
        // Read as text wherever it is text: half a surrogate pair throws.
        if (header.TryGetProperty("class", out var kind))
            Text(kind);
        var named = header.TryGetProperty("kid", out var member) ? Text(member) : null;
        return header.TryGetProperty("alg", out var alg) && Text(alg) == "HS256"
            && header.TryGetProperty("typ", out var type) && Text(type) is { } text && IsType(text, typ)
            && (requiredKid is null ? !header.TryGetProperty("kid", out _) || named == kid : named == requiredKid);
    }

    private static bool HasNames(JsonElement header)
    {
        var names = header.EnumerateObject().Select(member => member.Name).ToArray();
        return names.Length <= 16
            && names.Distinct(StringComparer.Ordinal).Count() == names.Length
            && header.EnumerateObject().All(member => !JsonMarshal.GetRawUtf8PropertyName(member).Contains((byte)'\\'));
    }

    private static bool IsType(string text, string typ)
    {
        const string prefix = "application/";
        if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            text = text[prefix.Length..];
        return text.Equals(typ, StringComparison.OrdinalIgnoreCase);
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Each token of the text counts, brackets and names too.
    private static int CountOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => 2 + value.EnumerateObject().Sum(member => 1 + CountOf(member.Value)),
        JsonValueKind.Array => 2 + value.EnumerateArray().Sum(CountOf),
        _ => 1,
    };
}
