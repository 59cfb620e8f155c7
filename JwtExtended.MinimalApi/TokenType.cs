using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi;

/// <summary>
/// The type of a token, determined by the <c>typ</c> header (RFC 9068, 2.1). Refresh tokens and tickets also have an audience of their own.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<TokenType>))]
public enum TokenType
{
    /// <summary>Grants access to protected endpoints; <c>typ</c> is <c>at+jwt</c>. In JSON: <c>access</c>.</summary>
    [JsonStringEnumMemberName("access")]
    Access,

    /// <summary>Can only be exchanged for a new access token; <c>typ</c> is <c>rt+jwt</c>. In JSON: <c>refresh</c>.</summary>
    [JsonStringEnumMemberName("refresh")]
    Refresh,

    /// <summary>
    /// Grants access to one path for one GET within seconds, on endpoints that accept <see cref="TokenLocation.Ticket"/>;
    /// <c>typ</c> is <c>ticket+jwt</c>. In JSON: <c>ticket</c>.
    /// </summary>
    [JsonStringEnumMemberName("ticket")]
    Ticket,
}
