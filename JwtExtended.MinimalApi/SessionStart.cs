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
