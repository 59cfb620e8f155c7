using System.Text.Json;
using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary>One member of a JSON object as text: the name without its quotes, the value as it is to be written.</summary>
internal readonly record struct JsonMember(string Name, string Value)
{
    /// <summary>The members of an object; none of a text that is not, or no longer, an object without duplicates.</summary>
    public static List<JsonMember> Split(string json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject parsed
                ? [.. parsed.Select(member => new JsonMember(member.Key, member.Value?.ToJsonString() ?? "null"))]
                : [];
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return [];
        }
    }

    public static string Join(IEnumerable<JsonMember> members) => $"{{{string.Join(',', members)}}}";

    public override string ToString() => $"\"{Name}\":{Value}";
}
