using System.Text.Json.Serialization;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi;

/// <summary>
/// An access token and a refresh token of the same session. The JSON names are those of RFC 6749, 5.1, under any naming policy.
/// </summary>
public sealed record TokenPair
{
    internal TokenPair(IssuedToken access, int expiresIn, IssuedToken refresh, string tokenType)
    {
        Access = access;
        ExpiresIn = expiresIn;
        Refresh = refresh;
        TokenType = tokenType;
    }

    /// <summary>Gets the access token in compact form (RFC 7515, 7.1). It is a credential: never log it.</summary>
    [JsonPropertyName("access_token")]
    public string AccessToken => Access.Text;

    /// <summary>Gets how the access token is presented (RFC 6750).</summary>
    /// <value><c>Bearer</c>, or <see cref="JwtOptions.HeaderPrefix"/> where that is another one.</value>
    [JsonPropertyName("token_type")]
    public string TokenType { get; }

    /// <summary>Gets the lifetime of the access token in whole seconds.</summary>
    /// <value>0 if the access token does not expire; the JSON member is omitted then.</value>
    [JsonPropertyName("expires_in")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ExpiresIn { get; }

    /// <summary>Gets the refresh token in compact form (RFC 7515, 7.1). It is a credential: never log it.</summary>
    [JsonPropertyName("refresh_token")]
    public string RefreshToken => Refresh.Text;

    // Generators of OpenAPI documents that do not ask the serializer list internal members too.
    [JsonIgnore]
    internal IssuedToken Access { get; }

    [JsonIgnore]
    internal IssuedToken Refresh { get; }

    /// <summary>Describes the pair without its credentials.</summary>
    /// <returns>The lifetime of the access token.</returns>
    public override string ToString() => $"{nameof(TokenPair)} {{ {nameof(ExpiresIn)} = {ExpiresIn} }}";
}
