using JwtExtended.MinimalApi.Testing;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Extension methods to send requests as a user to an application that is not behind a factory: <c>app.Services</c> of one that has
/// started, with <c>UseTestServer()</c> or on a port.
/// </summary>
/// <remarks>The clients are those of <see cref="JwtTestClientExtensions"/>. They do not follow redirects.</remarks>
public static class JwtTestServiceProviderExtensions
{
    /// <summary>Creates a client with a new access token of a user.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="identity">The user (<c>sub</c>).</param>
    /// <param name="descriptor">The role, scopes, freshness and other claims of the token, or <see langword="null"/> for none.</param>
    /// <returns>The client, to be disposed by the caller.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="identity"/> or <paramref name="descriptor"/> contains a value that is not valid.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The application has not started, did not call <c>Jwt.Initialize</c>, cannot sign, or accepts tokens neither in a header nor in a
    /// cookie.
    /// </exception>
    public static HttpClient CreateClientAs(this IServiceProvider services, string identity, TokenDescriptor? descriptor = null)
    {
        var connection = TestConnection.To(services);
        return TestClient.Create(connection, connection.Jwt.CreateAccessToken(identity, descriptor ?? new TokenDescriptor()));
    }

    /// <summary>Creates a client with any text in place of an access token, such as a token that is to be refused.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="token">The text.</param>
    /// <returns>The client, to be disposed by the caller.</returns>
    /// <exception cref="InvalidOperationException">As <c>CreateClientAs</c>.</exception>
    public static HttpClient CreateClientWith(this IServiceProvider services, string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return TestClient.Create(TestConnection.To(services), token);
    }

    /// <summary>Creates a client with the tokens of a session. It sends both, and keeps the new ones of a successful refresh.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="session">The tokens.</param>
    /// <returns>The client, to be disposed by the caller.</returns>
    /// <exception cref="InvalidOperationException">As <c>CreateClientAs</c>.</exception>
    public static HttpClient CreateClientWith(this IServiceProvider services, TokenPair session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return TestClient.Create(TestConnection.To(services), session);
    }
}
