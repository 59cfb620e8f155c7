using System.Text.Json;

namespace JwtExtended.MinimalApi.Keys;

/// <content>Reads a JWK Set (RFC 7517, 5). Keys for something else are skipped; one that is wrong makes the whole set wrong.</content>
internal sealed partial class JwkReader
{
    private const string SetName = "The JWK Set";
    private const string Member = "keys";
    private const int MaxKeys = 100;
    private const int MaxLength = 1_048_576;

    /// <summary>Reads a set.</summary>
    /// <param name="json">The set as JSON text.</param>
    /// <param name="keys">Receives the keys.</param>
    /// <returns>What is wrong and how to correct it, without any key; <see langword="null"/> if nothing is.</returns>
    public static string? ReadSet(string json, List<JwtKey> keys)
    {
        if (json.Length > MaxLength)
            return $"{SetName} is longer than {MaxLength} characters. Keep only the keys that are needed.";
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (IsSet(document.RootElement))
                return ReadSet(document.RootElement.GetProperty(Member), keys);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("kty", out _)
                ? $"{SetName} is a single JSON Web Key (RFC 7517, 4). Read it with: JwtKey.FromJwk(json)"
                : MalformedSet();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name is half a surrogate pair. The messages of these exceptions may quote a key.
            return MalformedSet();
        }
    }

    /// <summary>Checks whether a JSON value is meant to be a set, and not a single key.</summary>
    private static bool IsSet(JsonElement value) => value.ValueKind == JsonValueKind.Object
        && !value.TryGetProperty("kty", out _) && value.TryGetProperty(Member, out var keys) && keys.ValueKind == JsonValueKind.Array;

    private static string? ReadSet(JsonElement set, List<JwtKey> keys)
    {
        if (set.GetArrayLength() > MaxKeys)
            return $"{SetName} has {set.GetArrayLength()} keys, more than {MaxKeys}. Keep only the keys that are needed.";
        var skipped = new List<string>();
        var index = 0;
        foreach (var element in set.EnumerateArray())
        {
            var result = new JwkReader($"{SetName}'s {Member}[{index++}]").Read(element);
            if (result.Key is { } key)
                keys.Add(key);
            else if (result.IsForeign)
                skipped.Add(result.Error!);
            else
                return result.Error;
        }

        if (keys.GroupBy(static key => key.Kid).FirstOrDefault(static group => group.Count() > 1) is { } duplicates)
            return $"{SetName} has two keys with the kid '{duplicates.Key}'. Every key needs its own: remove one of them.";
        if (keys.Count > 0)
            return null;
        var none = $"{SetName} has no key that can be used. Take a set with an RSA, EC or oct key for signatures.";
        return string.Join(' ', [none, .. skipped]);
    }

    private static string MalformedSet() =>
        $"{SetName} is not a JWK Set that can be read (RFC 7517, 5). Check that it is one JSON object with an array '{Member}'.";
}
