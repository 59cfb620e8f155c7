using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// The body of a refresh (RFC 6749, 5.1). What is sent as a cookie is not in it: scripts could read it there.
/// </summary>
/// <param name="pair">The new tokens.</param>
/// <param name="accessByCookie">Whether the access token is sent as a cookie.</param>
/// <param name="refreshByCookie">Whether the refresh token is sent as a cookie.</param>
internal sealed class RefreshResponse(TokenPair pair, bool accessByCookie, bool refreshByCookie)
{
    [JsonPropertyName("access_token")]
    public string? AccessToken => accessByCookie ? null : pair.AccessToken;

    [JsonPropertyName("token_type")]
    public string? TokenType => accessByCookie ? null : pair.TokenType;

    [JsonPropertyName("expires_in")]
    public int? ExpiresIn => pair.ExpiresIn == 0 ? null : pair.ExpiresIn;

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken => refreshByCookie ? null : pair.RefreshToken;

    /// <summary>The scopes of the access token, where they are not all that the client could expect.</summary>
    [JsonPropertyName("scope")]
    public string? Scope { get; init; }
}
