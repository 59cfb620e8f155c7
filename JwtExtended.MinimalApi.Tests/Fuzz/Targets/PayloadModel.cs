using System.Text.Json;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>The form of a payload, written a second time.</summary>
internal static class PayloadModel
{
    private const decimal MinDate = -62_135_596_800;
    private const decimal MaxDate = 253_402_300_799;

    private static readonly string[] Texts = ["sub", "iss", "jti", "client_id", "sid", "csrf", "scope", "seed", "gen", "lim", "ticket"];
    private static readonly string[] Dates = ["exp", "nbf", "iat", "auth_time"];

    /// <summary>Decides whether the payload is an object without duplicates whose claims are of their types.</summary>
    public static bool HasForm(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object)
            return false;
        var names = payload.EnumerateObject().Select(member => member.Name).ToArray();
        Decode(payload);
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length
            && payload.TryGetProperty("sub", out _)
            && Texts.All(name => !payload.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.String)
            && Dates.All(name => !payload.TryGetProperty(name, out _) || Date(payload, name) is not null)
            && IsList(payload, "aud") && IsList(payload, "role")
            && HasFresh(payload)
            && (!payload.TryGetProperty("sst", out var sst) || sst.ValueKind == JsonValueKind.Number && IsMilliseconds(sst));
    }

    /// <summary>The strings of a claim that is one or several.</summary>
    public static string[] Strings(JsonElement payload, string name)
    {
        if (!payload.TryGetProperty(name, out var value))
            return [];
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : [value.GetString()!];
    }

    /// <summary>A date in seconds, cut off at 100 ns.</summary>
    public static decimal? Date(JsonElement payload, string name) =>
        payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var seconds)
        && seconds is >= MinDate and <= MaxDate
            ? decimal.Truncate(seconds * TimeSpan.TicksPerSecond) / TimeSpan.TicksPerSecond
            : null;

    private static bool HasFresh(JsonElement payload) =>
        !payload.TryGetProperty("fresh", out var fresh)
        || fresh.ValueKind is JsonValueKind.True or JsonValueKind.False
        || Date(payload, "fresh") is not null;

    private static bool IsMilliseconds(JsonElement value) =>
        value.TryGetInt64(out var milliseconds) && milliseconds is >= 0 and <= (long)MaxDate * 1000;

    private static bool IsList(JsonElement payload, string name) => !payload.TryGetProperty(name, out var value)
        || value.ValueKind == JsonValueKind.String
        || value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String);

    // Half a surrogate pair anywhere throws.
    private static void Decode(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            value.GetString();
        else if (value.ValueKind == JsonValueKind.Array)
            value.EnumerateArray().ToList().ForEach(Decode);
        else if (value.ValueKind == JsonValueKind.Object)
            value.EnumerateObject().ToList().ForEach(Decode);
    }

    private static void Decode(JsonProperty member)
    {
        _ = member.Name;
        Decode(member.Value);
    }
}
