using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The body of a refresh by cookie where the front end keeps the access token: the refresh token is in its cookie alone.</summary>
/// <param name="pair">The tokens of the refresh.</param>
internal sealed class AccessTokenResponse(TokenPair pair)
{
    [JsonPropertyName("access_token")]
    public string AccessToken => pair.AccessToken;

    [JsonPropertyName("token_type")]
    public string TokenType => pair.TokenType;

    [JsonPropertyName("expires_in")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ExpiresIn => pair.ExpiresIn;
}
