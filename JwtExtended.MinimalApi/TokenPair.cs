using System.Text.Json.Serialization;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi;

/// <summary>An access token and its refresh token, of one session. In JSON it has the names of RFC 6749, section 5.1, under any naming policy.</summary>
public sealed record TokenPair
{
    internal TokenPair(IssuedToken access, int expiresIn, IssuedToken refresh)
    {
        Access = access;
        ExpiresIn = expiresIn;
        Refresh = refresh;
    }

    /// <summary>The access token, compact (RFC 7515, 7.1). A credential: never log it.</summary>
    [JsonPropertyName("access_token")]
    public string AccessToken => Access.Text;

    /// <summary>How the access token is presented (RFC 6750).</summary>
    /// <value>Always <c>Bearer</c>.</value>
    [JsonPropertyName("token_type")]
    public string TokenType { get; } = "Bearer";

    /// <summary>The lifetime of the access token in whole seconds; left out of JSON when the token never expires.</summary>
    /// <value>0 when the access token never expires.</value>
    [JsonPropertyName("expires_in")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ExpiresIn { get; }

    /// <summary>The refresh token, compact (RFC 7515, 7.1). A credential: never log it.</summary>
    [JsonPropertyName("refresh_token")]
    public string RefreshToken => Refresh.Text;

    internal IssuedToken Access { get; }

    internal IssuedToken Refresh { get; }

    /// <summary>The pair without its credentials.</summary>
    public override string ToString() => $"{nameof(TokenPair)} {{ {nameof(ExpiresIn)} = {ExpiresIn} }}";
}
