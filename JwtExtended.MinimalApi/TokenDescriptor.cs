using System.Security.Claims;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Describes the claims and lifetime of a token to issue. A property that is not set has the configured default, or its claim is omitted.
/// </summary>
public sealed record TokenDescriptor
{
    /// <summary>Gets a single role. It precedes those in <see cref="Roles"/> when both are set.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Role { get; init; }

    /// <summary>Gets the roles, written to the claim that <see cref="JwtOptions.RoleClaim"/> names.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>Gets the scopes, written to <c>scope</c> separated by spaces (RFC 6749, 3.3).</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>
    /// Gets a value that indicates whether the token is fresh for its entire lifetime, because the user has just authenticated.
    /// Only for access tokens.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Fresh { get; init; }

    /// <summary>
    /// Gets how long the token is fresh, because the user has just authenticated. It takes precedence over <see cref="Fresh"/>.
    /// Only for access tokens.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public TimeSpan? FreshFor { get; init; }

    /// <summary>Gets the time at which the user authenticated (<c>auth_time</c>).</summary>
    /// <value>The default is <see langword="null"/>: the current time for fresh tokens and pairs, and no claim for other tokens.</value>
    public DateTimeOffset? AuthTime { get; init; }

    /// <summary>
    /// Gets the lifetime; in a pair, that of the access token. <see cref="Timeout.InfiniteTimeSpan"/> means that the token does not expire,
    /// which requires <see cref="JwtOptions.AllowNonExpiringTokens"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>, the configured lifetime.</value>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>Gets the time before which the token is not valid (RFC 7519, 4.1.5), in whole seconds.</summary>
    /// <value>The default is <see langword="null"/>: the token is valid at once.</value>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>
    /// Gets the issuer (RFC 7519, 4.1.1) of an access token. Refresh tokens have the configured one. One that this application would refuse
    /// requires <see cref="AllowForeignAudience"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>, the configured issuer.</value>
    public string? Issuer { get; init; }

    /// <summary>
    /// Gets the audience (RFC 7519, 4.1.3) of an access token. Refresh tokens have an audience of their own. One that this application
    /// would refuse requires <see cref="AllowForeignAudience"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>, the configured audience.</value>
    public IReadOnlyList<string>? Audience { get; init; }

    /// <summary>
    /// Gets a value that indicates whether <see cref="Audience"/> and <see cref="Issuer"/> may be ones that this application itself
    /// refuses, for an access token that only other services read. Otherwise issuing such a token throws an
    /// <see cref="ArgumentException"/>. An access token in a cookie must always be one that this application accepts.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AllowForeignAudience { get; init; }

    /// <summary>
    /// Gets the client that the token is issued to (<c>client_id</c>, RFC 9068, 2.2): visible ASCII characters and spaces. A refresh keeps
    /// that of the refresh token.
    /// </summary>
    /// <value>The default is <see langword="null"/>, the configured client.</value>
    public string? ClientId { get; init; }

    /// <summary>
    /// Gets the id of the session (<c>sid</c>): 1 to 64 characters of <c>A-Z a-z 0-9 _ -</c>. Tokens with the id of an ended session are
    /// refused for as long as the store keeps its end, or until <see cref="JwtService.StartSessionAsync"/> starts another one with that id.
    /// </summary>
    /// <value>The default is <see langword="null"/>: a new session for a pair or a refresh token, none for an access token.</value>
    public string? SessionId { get; init; }

    /// <summary>
    /// Gets public claims (RFC 7519, 4.2). Nested objects are flattened to <c>namespace + a/b</c>, so a name must not contain <c>/</c>.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public JsonObject? PublicClaims { get; init; }

    /// <summary>Gets private claims (RFC 7519, 4.3), written as <c>prefix_name</c>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public JsonObject? PrivateClaims { get; init; }

    /// <summary>Gets claims that are written under their own names.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public JsonObject? Claims { get; init; }

    /// <summary>Gets the token that this descriptor was made from.</summary>
    internal Token? Source { get; init; }

    /// <summary>
    /// Creates a descriptor from a principal, such as that of ASP.NET Core Identity's <c>SignInManager.CreateUserPrincipalAsync</c>: its
    /// roles, its scopes (<c>scope</c>) and its other claims. Long names become those of OpenID Connect; the subject, what the package
    /// writes itself, and what Identity keeps for its cookie (<c>AspNet.Identity...</c>, <c>amr</c>) are not copied.
    /// </summary>
    /// <param name="user">The principal.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="user"/> is <see langword="null"/>.</exception>
    public static TokenDescriptor From(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return PrincipalCopy.ToDescriptor(user);
    }

    /// <summary>
    /// Creates a descriptor from a token: roles, scopes, claims, client, session and <c>auth_time</c> are copied; freshness, lifetime,
    /// issuer and audience are not. When all tokens of an identity are revoked, a token created from the descriptor counts as old as the
    /// given token.
    /// </summary>
    /// <param name="token">The token to copy from.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is <see langword="null"/>.</exception>
    public static TokenDescriptor From(Token token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new TokenDescriptor
        {
            Roles = token.Roles.Count > 0 ? token.Roles : null,
            Scopes = token.Scopes.Count > 0 ? token.Scopes : null,
            AuthTime = token.AuthTime,
            SessionId = token.SessionId,
            ClientId = token.ClientId is { } client && PrintableText.IsClientId(client) ? client : null,
            Source = token,
            PublicClaims = ClaimCopy.Public(token),
            PrivateClaims = ClaimCopy.Private(token),
            Claims = ClaimCopy.Others(token),
        };
    }
}
