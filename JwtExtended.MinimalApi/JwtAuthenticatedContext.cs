using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>Provides a request whose token was accepted to <see cref="JwtOptions.OnAuthenticated"/>.</summary>
public sealed class JwtAuthenticatedContext
{
    internal JwtAuthenticatedContext(HttpContext httpContext, Token token)
    {
        HttpContext = httpContext;
        Token = token;
    }

    /// <summary>Gets the request.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>Gets the verified token.</summary>
    public Token Token { get; }

    internal object? User { get; private set; }

    internal JwtErrorCode? Refused { get; private set; }

    /// <summary>Sets the application's own object for the user, which handlers take as a <see cref="CurrentUser{TUser}"/>.</summary>
    /// <typeparam name="TUser">The type of the user.</typeparam>
    /// <param name="user">The user.</param>
    /// <exception cref="ArgumentNullException"><paramref name="user"/> is <see langword="null"/>.</exception>
    public void SetUser<TUser>(TUser user)
        where TUser : class
    {
        ArgumentNullException.ThrowIfNull(user);
        User = new CurrentUser<TUser>(user);
    }

    /// <summary>Refuses the request: the account is gone or locked, for example.</summary>
    /// <param name="code">The error of the response.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="code"/> is not defined.</exception>
    public void Refuse(JwtErrorCode code = JwtErrorCode.TokenRevoked)
    {
        if (!Enum.IsDefined(code))
            throw new ArgumentOutOfRangeException(nameof(code), code, "The code is not defined.");
        Refused = code;
    }
}
