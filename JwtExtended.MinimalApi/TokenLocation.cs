using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi;

/// <summary>A place of a request that may carry a token.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TokenLocation>))]
public enum TokenLocation
{
    /// <summary>A header, by default <c>Authorization: Bearer ...</c> (RFC 6750, 2.1). In JSON: <c>header</c>.</summary>
    [JsonStringEnumMemberName("header")]
    Header,

    /// <summary>A query parameter (RFC 6750, 2.3): it ends up in logs and histories, and never carries a refresh token. In JSON: <c>query</c>.</summary>
    [JsonStringEnumMemberName("query")]
    Query,
}
