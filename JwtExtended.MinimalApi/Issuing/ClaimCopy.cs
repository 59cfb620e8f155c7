using System.Text.Json;
using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>Copies the claims of a token for a descriptor: each claim is public, private or other.</summary>
internal static class ClaimCopy
{
    public static JsonObject? Public(Token token) => HasAny(token) && CanRestoreNesting(token) ? ToObject(token.PublicClaims) : null;

    public static JsonObject? Private(Token token) => HasAny(token) && token.Names.HasPrefix ? ToObject(token.PrivateClaims) : null;

    public static JsonObject? Others(Token token)
    {
        if (!HasAny(token))
            return null;
        var names = token.Names;
        var nests = CanRestoreNesting(token);
        return ToObject(token.RawData.EnumerateObject()
            .Where(claim => !names.IsReserved(claim.Name) && !IsPublic(claim.Name) && !IsPrivate(claim.Name))
            .Select(claim => KeyValuePair.Create(claim.Name, claim.Value)));

        bool IsPublic(string name) => nests && names.PublicPath(name) is not null;
        bool IsPrivate(string name) => names.HasPrefix && names.PrivateName(name) is not null;
    }

    // Most tokens have no claims but the package's own, and their payload is not parsed once more.
    private static bool HasAny(Token token) => token.ClaimSet.HasOthers;

    // Names that exclude each other, and objects that were not flattened, would be nested differently: they are copied flat.
    private static bool CanRestoreNesting(Token token) =>
        token.Names.HasNamespace
        && token.PublicClaims.Keys.All(static name => !name.Contains('/', StringComparison.Ordinal))
        && token.RawData.EnumerateObject().All(claim => claim.Value.ValueKind != JsonValueKind.Object
            || claim.Value.GetPropertyCount() == 0 || token.Names.PublicPath(claim.Name) is null);

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
