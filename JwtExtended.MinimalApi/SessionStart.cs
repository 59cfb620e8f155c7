using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>
/// What <see cref="JwtService.StartSessionAsync"/> records about a session, for example for a list of the user's devices.
/// </summary>
public sealed record SessionStart
{
    /// <summary>Gets the user agent of the client. It is cut to 256 characters; control characters are replaced by <c>?</c>.</summary>
    /// <value>The default is <see langword="null"/>: unknown.</value>
    public string? UserAgent { get; init; }

    /// <summary>Gets the address of the client. It is cut to 256 characters.</summary>
    /// <value>The default is <see langword="null"/>: unknown.</value>
    public string? IpAddress { get; init; }

    /// <summary>Gets a name that the user recognizes. It is cut to 256 characters.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Label { get; init; }

    /// <summary>
    /// Gets what else the application wants to know of the session: at most 16 entries whose names and values have 512 characters in all.
    /// A value is cut to 256 characters; control characters are replaced by <c>?</c>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: nothing.</value>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>
    /// Gets whether the cookies of the session outlive the browser session ("remember me"), at every refresh as at the start.
    /// </summary>
    /// <value>The default is <see langword="null"/>: as <see cref="JwtCookieOptions.Persistent"/> says.</value>
    public bool? Persistent { get; init; }

    /// <summary>
    /// Gets how long the session lasts without a refresh: the lifetime of its refresh tokens. Access tokens live no longer than that. It is
    /// at most <see cref="JwtOptions.MaxTokenLifetime"/>; <see cref="Timeout.InfiniteTimeSpan"/> requires
    /// <see cref="JwtOptions.AllowNonExpiringTokens"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: <see cref="JwtOptions.RefreshTokenExpires"/>.</value>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>
    /// Gets how long the session lasts at most, however often it is refreshed; <see cref="Timeout.InfiniteTimeSpan"/> = without limit.
    /// </summary>
    /// <value>The default is <see langword="null"/>: <see cref="JwtOptions.SessionExpires"/>.</value>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>Describes the client of a request.</summary>
    /// <param name="context">The request of the login.</param>
    /// <returns>
    /// The <c>User-Agent</c> header, and the address of the connection: behind a proxy the one that <c>UseForwardedHeaders</c> determines.
    /// </returns>
    public static SessionStart From(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SessionStart
        {
            UserAgent = context.Request.Headers.UserAgent,
            IpAddress = context.Connection.RemoteIpAddress?.ToString(),
        };
    }
}
