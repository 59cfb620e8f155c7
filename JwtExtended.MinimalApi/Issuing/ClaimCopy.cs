using System.Text.Json;
using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>The claims of a token as a descriptor takes them, each in one of the three kinds.</summary>
internal static class ClaimCopy
{
    public static JsonObject? Public(Token token) => token.Names.HasNamespace ? ToObject(token.PublicClaims.Where(IsNested)) : null;

    public static JsonObject? Private(Token token) => token.Names.HasPrefix ? ToObject(token.PrivateClaims) : null;

    public static JsonObject? Others(Token token)
    {
        var names = token.Names;
        return ToObject(token.RawData.EnumerateObject()
            .Where(claim => !names.IsReserved(claim.Name) && !IsCopiedAsPublic(token, claim.Name) && !(names.HasPrefix && names.PrivateName(claim.Name) is not null))
            .Select(claim => KeyValuePair.Create(claim.Name, claim.Value)));
    }

    private static bool IsCopiedAsPublic(Token token, string name)
    {
        if (!token.Names.HasNamespace || token.Names.PublicPath(name) is not { } path)
            return false;
        return !(path.Contains('/', StringComparison.Ordinal) && token.PublicClaims.ContainsKey(path));
    }

    // A name that excludes another one has stayed flat, and is copied as it is.
    private static bool IsNested(KeyValuePair<string, JsonElement> claim) => !claim.Key.Contains('/', StringComparison.Ordinal);

    private static JsonObject? ToObject(IEnumerable<KeyValuePair<string, JsonElement>> claims)
    {
        var copy = new JsonObject(claims.Select(claim => KeyValuePair.Create(claim.Key, ToNode(claim.Value))));
        return copy.Count > 0 ? copy : null;
    }

    private static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };
}
