namespace JwtExtended.MinimalApi;

/// <summary>Specifies which tokens are carried in cookies.</summary>
public enum CookieCarry
{
    /// <summary>The access token and the refresh token. The front end never sees a token.</summary>
    Both,

    /// <summary>
    /// Only the refresh token. The access token is returned in the body of the response, and the front end keeps it in memory and sends it
    /// in a header.
    /// </summary>
    RefreshOnly,
}
