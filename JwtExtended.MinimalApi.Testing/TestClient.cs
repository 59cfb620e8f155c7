namespace JwtExtended.MinimalApi.Testing;

/// <summary>Creates the clients of a test, which carry tokens where the app accepts them.</summary>
internal static class TestClient
{
    public static HttpClient Create(TestConnection connection, string token) =>
        connection.Connect(UsesCookies(connection.Jwt.Options)
            ? BrowserHandler.Create(connection, token)
            : new TokenHeaderHandler(connection.Jwt.Options, token, refreshToken: null));

    public static HttpClient Create(TestConnection connection, TokenPair session) =>
        connection.Connect(UsesCookies(connection.Jwt.Options)
            ? BrowserHandler.Create(connection, session)
            : new TokenHeaderHandler(connection.Jwt.Options, session.AccessToken, session.RefreshToken));

    private static bool UsesCookies(JwtOptions options)
    {
        if (options.Locations.Contains(TokenLocation.Header))
            return false;
        return options.Locations.Contains(TokenLocation.Cookie) ? true : throw new InvalidOperationException(
            $"The application accepts tokens in {string.Join(" and ", options.Locations)}, but a client sends a header or a cookie. "
            + "Issue one with Jwt.For(services).CreateAccessToken(...), and put it where the endpoint reads it.");
    }
}
