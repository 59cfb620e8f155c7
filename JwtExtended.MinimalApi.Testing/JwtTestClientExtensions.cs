using JwtExtended.MinimalApi.Testing;
using Microsoft.AspNetCore.Mvc.Testing;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to send requests as a user to the application of a <see cref="WebApplicationFactory{T}"/>.</summary>
/// <remarks>
/// A client carries its token as the application accepts it: in <see cref="JwtOptions.HeaderName"/>, or, where
/// <see cref="JwtOptions.Locations"/> has <see cref="TokenLocation.Cookie"/> and no header, in the cookie, as a browser on a page of the
/// application does. It then sends what <see cref="CsrfOptions.Mode"/> asks for, and keeps the cookies of responses by the clock of the
/// application. What a request has already is left as it is: set <c>Sec-Fetch-Site</c> or the token of one request to try another one.
/// </remarks>
public static class JwtTestClientExtensions
{
    /// <summary>Creates a client with a new access token of a user. It starts the application.</summary>
    /// <typeparam name="TEntryPoint">A type of the application's assembly, usually <c>Program</c>.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="identity">The user (<c>sub</c>).</param>
    /// <param name="descriptor">The role, scopes, freshness and other claims of the token, or <see langword="null"/> for none.</param>
    /// <returns>The client, to be disposed by the caller.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="identity"/> or <paramref name="descriptor"/> contains a value that is not valid.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The application did not call <c>Jwt.Initialize</c>, cannot sign (<see cref="JwtTestHostExtensions.UseJwtTestKey"/>), or accepts
    /// tokens neither in a header nor in a cookie.
    /// </exception>
    /// <example>
    /// <code>
    /// await using var factory = new WebApplicationFactory&lt;Program&gt;();
    /// using var admin = factory.CreateClientAs("alice", new TokenDescriptor { Role = "ADMIN" });
    /// </code>
    /// </example>
    public static HttpClient CreateClientAs<TEntryPoint>(
        this WebApplicationFactory<TEntryPoint> factory, string identity, TokenDescriptor? descriptor = null)
        where TEntryPoint : class
    {
        var connection = TestConnection.To(factory);
        return TestClient.Create(connection, connection.Jwt.CreateAccessToken(identity, descriptor ?? new TokenDescriptor()));
    }

    /// <summary>Creates a client with any text in place of an access token, such as a token that is to be refused.</summary>
    /// <typeparam name="TEntryPoint">A type of the application's assembly, usually <c>Program</c>.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="token">The text, such as the result of <see cref="JwtTestTokenExtensions.CreateRefusedTokenAsync"/>.</param>
    /// <returns>The client, to be disposed by the caller.</returns>
    /// <exception cref="InvalidOperationException">As <c>CreateClientAs</c>.</exception>
    public static HttpClient CreateClientWith<TEntryPoint>(this WebApplicationFactory<TEntryPoint> factory, string token)
        where TEntryPoint : class
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return TestClient.Create(TestConnection.To(factory), token);
    }

    /// <summary>
    /// Creates a client with the tokens of a session, such as <see cref="JwtService.StartSessionAsync"/> returns them. It sends both, the
    /// refresh token in <see cref="JwtOptions.RefreshHeaderName"/> or its cookie, and keeps the new ones of a successful refresh.
    /// </summary>
    /// <remarks>
    /// With <see cref="CsrfMode.DoubleSubmit"/> it sends the value of the access token. A refresh needs that of the refresh token: add the
    /// header to the request. Where both headers have one name, only the access token is sent.
    /// </remarks>
    /// <typeparam name="TEntryPoint">A type of the application's assembly, usually <c>Program</c>.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="session">The tokens.</param>
    /// <returns>The client, to be disposed by the caller.</returns>
    /// <exception cref="InvalidOperationException">As <c>CreateClientAs</c>.</exception>
    public static HttpClient CreateClientWith<TEntryPoint>(this WebApplicationFactory<TEntryPoint> factory, TokenPair session)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(session);
        return TestClient.Create(TestConnection.To(factory), session);
    }
}
