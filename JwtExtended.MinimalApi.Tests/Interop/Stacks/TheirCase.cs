using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>A token that a stack signs, and what we have to make of it.</summary>
/// <param name="Sign">What to sign.</param>
/// <param name="Expected">The error, or <see langword="null"/> when the token must be accepted.</param>
internal sealed record TheirCase(StackSignCase Sign, JwtErrorCode? Expected)
{
    private static readonly string[] Claims = ["iss", "aud", "sub", "iat", "nbf", "exp"];

    /// <summary>Decides whether a stack has written what it was asked for: some set a claim, or the type, themselves.</summary>
    public bool IsSignedAsAsked(string token)
    {
        var (header, payload) = (Part(token, 0), Part(token, 1));
        var typ = header["typ"]?.GetValue<string>();
        var isTypeAsAsked = Sign.Header["typ"] is { } asked ? typ == asked.GetValue<string>() : typ is null or "JWT";
        return isTypeAsAsked
            && (Sign.Header["kid"] is null || JsonNode.DeepEquals(Sign.Header["kid"], header["kid"]))
            && Claims.All(name => IsSame(Sign.Payload[name], payload[name]));
    }

    private static JsonObject Part(string token, int part) => JsonNode.Parse(TokenForge.DecodePart(token, part))!.AsObject();

    // Some write a date with a fraction.
    private static decimal Number(JsonNode value) => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool IsSame(JsonNode? asked, JsonNode? written) =>
        asked is JsonValue && asked.GetValueKind() == JsonValueKind.Number && written?.GetValueKind() == JsonValueKind.Number
            ? Number(asked) == Number(written)
            : JsonNode.DeepEquals(asked, written);
}
