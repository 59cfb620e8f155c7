using JwtExtended.MinimalApi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to create tokens that an application must refuse.</summary>
public static class JwtTestTokenExtensions
{
    /// <summary>
    /// Creates a token that the application refuses with an error code, and for no other reason: what else it says is what the application
    /// itself issues.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <item><term><see cref="JwtErrorCode.TokenMalformed"/></term><description>A token without its signature.</description></item>
    /// <item><term><see cref="JwtErrorCode.TokenInvalid"/></term><description>
    /// Signed with another key of the same algorithm.
    /// </description></item>
    /// <item><term><see cref="JwtErrorCode.TokenType"/></term><description>A refresh token.</description></item>
    /// <item><term><see cref="JwtErrorCode.TokenExpired"/></term><description>
    /// Signed with the key of the application, and expired for a minute.
    /// </description></item>
    /// <item><term><see cref="JwtErrorCode.TokenRevoked"/></term><description>Revoked after it was issued.</description></item>
    /// <item><term><see cref="JwtErrorCode.FreshRequired"/></term><description>
    /// Not fresh: only endpoints that require that refuse it.
    /// </description></item>
    /// </list>
    /// </remarks>
    /// <param name="services">The services of the application.</param>
    /// <param name="code">The error code.</param>
    /// <param name="identity">The user (<c>sub</c>).</param>
    /// <param name="descriptor">The claims of the token, or <see langword="null"/> for none. Its lifetime may not apply.</param>
    /// <returns>The token in compact serialization (RFC 7515, 7.1).</returns>
    /// <exception cref="ArgumentOutOfRangeException">No token alone is refused with <paramref name="code"/>.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="identity"/> or <paramref name="descriptor"/> contains a value that is not valid.
    /// </exception>
    /// <exception cref="InvalidOperationException">The application did not call <c>Jwt.Initialize</c>, or cannot sign.</exception>
    public static Task<string> CreateRefusedTokenAsync(
        this IServiceProvider services, JwtErrorCode code, string identity, TokenDescriptor? descriptor = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var tokens = new RefusedTokens(Jwt.For(services), services.GetService<TimeProvider>() ?? TimeProvider.System);
        return tokens.CreateAsync(code, identity, descriptor ?? new TokenDescriptor());
    }
}
