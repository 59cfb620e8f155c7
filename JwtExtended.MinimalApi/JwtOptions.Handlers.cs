using JwtExtended.MinimalApi.Configuration;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <content>The application's handlers, and what else is set by a call.</content>
public sealed partial class JwtOptions
{
    /// <summary>Sets the response for one error code. Calling it again for the same code replaces the handler.</summary>
    /// <param name="code">The error code.</param>
    /// <param name="answer">Creates the response. The status code and the challenge are already set.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void OnError(JwtErrorCode code, Func<JwtErrorContext, IResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        OnError(code, context => ValueTask.FromResult(answer(context)));
    }

    /// <inheritdoc cref="OnError(JwtErrorCode, Func{JwtErrorContext, IResult})"/>
    public void OnError(JwtErrorCode code, Func<JwtErrorContext, ValueTask<IResult>> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Handlers.OnError[code] = _lock.Open(answer);
    }

    /// <summary>Sets the response for every error code that has no handler of its own.</summary>
    /// <param name="answer">Creates the response. The status code and the challenge are already set.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void OnError(Func<JwtErrorContext, IResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Handlers.OnAnyError = _lock.Open<Func<JwtErrorContext, ValueTask<IResult>>>(context => ValueTask.FromResult(answer(context)));
    }

    /// <summary>
    /// Sets the callback that describes the new access token at each refresh, so that it carries current roles, scopes and claims. Without
    /// one, the contents given at sign-in are copied.
    /// </summary>
    /// <param name="renew">
    /// Describes the new access token, which keeps its session and is never fresh. <see langword="null"/> ends the session,
    /// <see cref="JwtRefreshContext.Refuse"/> refuses this request alone, and an exception results in a 500 response: both leave the
    /// refresh token valid. So does a call that takes longer than 5 seconds, or half of <see cref="RotationOptions.GraceWindow"/>
    /// (<c>store_unavailable</c>). Where <see cref="JwtCookieOptions.RefreshWithin"/> asks, all of them leave the response and the session
    /// as they are, without new cookies.
    /// </param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void OnRefresh(Func<JwtRefreshContext, ValueTask<TokenDescriptor?>> renew)
    {
        ArgumentNullException.ThrowIfNull(renew);
        Handlers.OnRefresh = _lock.Open(renew);
    }

    /// <summary>
    /// Sets the callback for refresh token reuse, which suggests that the token was stolen (RFC 9700, 4.14.2). It is called once per
    /// session, after the session has ended.
    /// </summary>
    /// <param name="alarm">Handles the reuse. An exception is logged and does not change the response.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void OnRefreshReused(Func<JwtRefreshContext, ValueTask> alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        Handlers.OnRefreshReused = _lock.Open(alarm);
    }

    /// <summary>
    /// Sets the last step of authentication: it may refuse the request, or attach the application's own object for the user
    /// (<see cref="CurrentUser{TUser}"/>). It is called when a token was accepted, before its requirements are checked, and not where a
    /// session ends (<c>MapJwtLogout</c>): once for a request, and again if that is authenticated again because it waited on its way.
    /// </summary>
    /// <param name="handler">Looks the user up. An exception results in a 500 response.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void OnAuthenticated(Func<JwtAuthenticatedContext, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Handlers.OnAuthenticated = _lock.Open(handler);
    }

    /// <summary>Permits settings of the application's own in the section of the options; without it they are errors.</summary>
    /// <param name="names">Their names below the section. What is below them is permitted as well.</param>
    /// <exception cref="ArgumentException">A name is that of an option, or of a group or list of options.</exception>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void IgnoreSettings(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (Array.Find(names, OptionTable.IsPartOfOptions) is { } option)
        {
            throw new ArgumentException(
                $"'{option}' belongs to the options, and is not ignored. Name settings of your own.", nameof(names));
        }

        IgnoredSettings.AddRange(_lock.Open(names));
    }

    /// <summary>Uses the error responses of Sanic-JWT-Extended: <c>{"msg": "..."}</c> with status 401, 403 or 422.</summary>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void UseLegacyErrors() => Handlers.LegacyErrors = _lock.Open(true);

    internal OptionHandlers Handlers { get; } = new();

    internal List<string> IgnoredSettings { get; } = [];
}
