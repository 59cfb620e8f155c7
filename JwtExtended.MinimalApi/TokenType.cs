using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi;

/// <summary>What a token is for. It is told by the <c>typ</c> header (RFC 9068, 2.1) and, for a refresh token, by its audience.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TokenType>))]
public enum TokenType
{
    /// <summary>Opens protected endpoints; <c>typ</c> is <c>at+jwt</c>. In JSON: <c>access</c>.</summary>
    [JsonStringEnumMemberName("access")]
    Access,

    /// <summary>Buys a new access token and nothing else; <c>typ</c> is <c>rt+jwt</c>. In JSON: <c>refresh</c>.</summary>
    [JsonStringEnumMemberName("refresh")]
    Refresh,

    /// <summary>Opens one path for one GET within seconds, where <see cref="TokenLocation.Ticket"/> is named; <c>typ</c> is <c>ticket+jwt</c>. In JSON: <c>ticket</c>.</summary>
    [JsonStringEnumMemberName("ticket")]
    Ticket,
}
