using System.Text.Json;
using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>The claims of a token as a descriptor takes them, each in one of the three kinds.</summary>
internal static class ClaimCopy
{
    public static JsonObject? Public(Token token) => NestsAsItWas(token) ? ToObject(token.PublicClaims) : null;

    public static JsonObject? Private(Token token) => token.Names.HasPrefix ? ToObject(token.PrivateClaims) : null;

    public static JsonObject? Others(Token token)
    {
        var names = token.Names;
        var nests = NestsAsItWas(token);
        return ToObject(token.RawData.EnumerateObject()
            .Where(claim => !names.IsReserved(claim.Name) && !(nests && names.PublicPath(claim.Name) is not null) && !(names.HasPrefix && names.PrivateName(claim.Name) is not null))
            .Select(claim => KeyValuePair.Create(claim.Name, claim.Value)));
    }

    // Names that exclude each other, and objects that were not flattened, would not come out as they went in: they are copied flat.
    private static bool NestsAsItWas(Token token) =>
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
