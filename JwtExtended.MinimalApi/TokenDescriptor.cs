using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Issuing;

namespace JwtExtended.MinimalApi;

/// <summary>What a token is to say beside its identity. What is not set has the configured default, or is not written.</summary>
public sealed record TokenDescriptor
{
    /// <summary>One role; together with <see cref="Roles"/> it comes first.</summary>
    public string? Role { get; init; }

    /// <summary>The roles, written to the claim that <see cref="JwtOptions.RoleClaim"/> names.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>The scopes, written to <c>scope</c> separated by spaces (RFC 6749, 3.3).</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The token is fresh for good: credentials were proved just now. Access tokens only.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Fresh { get; init; }

    /// <summary>The token is fresh for this long: credentials were proved just now. It wins over <see cref="Fresh"/>. Access tokens only.</summary>
    public TimeSpan? FreshFor { get; init; }

    /// <summary>When credentials were proved (<c>auth_time</c>). Set by itself for fresh tokens and for the pair of a login.</summary>
    public DateTimeOffset? AuthTime { get; init; }

    /// <summary>The lifetime; of a pair, that of the access token. <see cref="Timeout.InfiniteTimeSpan"/> = never expires, only with <see cref="JwtOptions.AllowNonExpiringTokens"/>.</summary>
    /// <value>The default is <see langword="null"/>, the configured lifetime.</value>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>Before when the token is refused (RFC 7519, 4.1.5), in whole seconds.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The issuer (RFC 7519, 4.1.1), for tokens that another service is to read.</summary>
    /// <value>The default is <see langword="null"/>, the configured issuer.</value>
    public string? Issuer { get; init; }

    /// <summary>The audience (RFC 7519, 4.1.3) of an access token; a refresh token has its own.</summary>
    /// <value>The default is <see langword="null"/>, the configured audience.</value>
    public IReadOnlyList<string>? Audience { get; init; }

    /// <summary>The session (<c>sid</c>): 1 to 64 characters of <c>A-Z a-z 0-9 _ -</c>.</summary>
    /// <value>The default is <see langword="null"/>: a new session for a pair or a refresh token, none for an access token. The id of a session that was ended is good for nothing until its mark is forgotten.</value>
    public string? SessionId { get; init; }

    /// <summary>Public claims (RFC 7519, 4.2): nested objects are flattened to <c>namespace + a/b</c>. No name may hold a <c>/</c>.</summary>
    public JsonObject? PublicClaims { get; init; }

    /// <summary>Private claims (RFC 7519, 4.3), written as <c>prefix_name</c>.</summary>
    public JsonObject? PrivateClaims { get; init; }

    /// <summary>Claims that are written as they are.</summary>
    public JsonObject? Claims { get; init; }

    /// <summary>When the session, or the token, began that this descriptor was made from.</summary>
    internal DateTimeOffset? Origin { get; init; }

    /// <summary>
    /// Describes a token like the given one: role, scopes, claims, session and <c>auth_time</c>; never its freshness, lifetime, issuer or audience.
    /// A token made from it is as old as the given one where everything of an identity is revoked.
    /// </summary>
    /// <param name="token">The token to go on from.</param>
    public static TokenDescriptor From(Token token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new TokenDescriptor
        {
            Roles = token.Roles.Count > 0 ? token.Roles : null,
            Scopes = token.Scopes.Count > 0 ? token.Scopes : null,
            AuthTime = token.AuthTime,
            SessionId = token.SessionId,
            Origin = token.Origin,
            PublicClaims = ClaimCopy.Public(token),
            PrivateClaims = ClaimCopy.Private(token),
            Claims = ClaimCopy.Others(token),
        };
    }
}
