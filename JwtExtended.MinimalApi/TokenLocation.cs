using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi;

/// <summary>Specifies a part of a request that may carry a token.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TokenLocation>))]
public enum TokenLocation
{
    /// <summary>A header, by default <c>Authorization: Bearer ...</c> (RFC 6750, 2.1). In JSON: <c>header</c>.</summary>
    [JsonStringEnumMemberName("header")]
    Header,

    /// <summary>
    /// A query parameter (RFC 6750, 2.3). It ends up in logs and histories, and never carries a refresh token. In JSON: <c>query</c>.
    /// </summary>
    [JsonStringEnumMemberName("query")]
    Query,

    /// <summary>The cookies that <c>SetTokenCookies</c> sets. In JSON: <c>cookie</c>.</summary>
    [JsonStringEnumMemberName("cookie")]
    Cookie,

    /// <summary>
    /// The member <c>access_token</c> or <c>refresh_token</c> of a JSON body of less than 64 KiB. In JSON: <c>json_body</c>.
    /// </summary>
    [JsonStringEnumMemberName("json_body")]
    JsonBody,

    /// <summary>
    /// A ticket in the query parameter <c>ticket</c>, valid for one GET of one path (<c>MapJwtTicket</c>). It must be enabled per endpoint
    /// with <c>From</c>. In JSON: <c>ticket</c>.
    /// </summary>
    [JsonStringEnumMemberName("ticket")]
    Ticket,

    /// <summary>
    /// The parameter <c>refresh_token</c> of a form (RFC 6749, 6), only where <c>MapJwtRefresh</c> maps an endpoint, and <c>token</c> where
    /// <c>MapJwtRevocation</c> and <c>MapJwtIntrospection</c> do. In JSON: <c>form</c>.
    /// </summary>
    [JsonStringEnumMemberName("form")]
    Form,
}
