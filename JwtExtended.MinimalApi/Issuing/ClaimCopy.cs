using System.Text.Json;
using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>The claims of a token as a descriptor takes them, each in one of the three kinds.</summary>
internal static class ClaimCopy
{
    public static JsonObject? Public(Token token) => token.Names.HasNamespace ? ToObject(token.PublicClaims) : null;

    public static JsonObject? Private(Token token) => token.Names.HasPrefix ? ToObject(token.PrivateClaims) : null;

    public static JsonObject? Others(Token token)
    {
        var names = token.Names;
        return ToObject(token.RawData.EnumerateObject()
            .Where(claim => !names.IsReserved(claim.Name)
                && !(names.HasNamespace && names.PublicPath(claim.Name) is not null)
                && !(names.HasPrefix && names.PrivateName(claim.Name) is not null))
            .Select(claim => KeyValuePair.Create(claim.Name, claim.Value)));
    }

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
