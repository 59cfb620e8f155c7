using System.Collections.Immutable;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Builds the requirement that an endpoint has for its token. The restrictions of all calls, from group to endpoint, are combined; the type
/// and the locations (<see cref="From"/>) come from the call nearest to the endpoint that sets them.
/// </summary>
public sealed class JwtRequirementBuilder
{
    internal JwtRequirementBuilder(RequirementPart part) => Part = part;

    internal RequirementPart Part { get; private set; }

    /// <summary>Requires a fresh token.</summary>
    /// <returns>The same builder.</returns>
    public JwtRequirementBuilder Fresh() => With(Part with { Fresh = true });

    /// <summary>
    /// Requires a fresh token of a user who authenticated recently (<c>auth_time</c>, RFC 9470). The shortest age of all calls applies.
    /// </summary>
    /// <param name="maxAge">The maximum time since the authentication. <see cref="JwtOptions.Leeway"/> is added.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxAge"/> is not positive.</exception>
    public JwtRequirementBuilder Fresh(TimeSpan maxAge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxAge, TimeSpan.Zero);
        return With(Part with { Fresh = true, MaxAge = Part.MaxAge < maxAge ? Part.MaxAge : maxAge });
    }

    /// <summary>Requires a refresh token instead of an access token.</summary>
    /// <returns>The same builder.</returns>
    public JwtRequirementBuilder Refresh() => With(Part with { Types = TokenTypes.Refresh });

    /// <summary>Accepts an access token or a refresh token.</summary>
    /// <returns>The same builder.</returns>
    public JwtRequirementBuilder AnyType() => With(Part with { Types = TokenTypes.Any });

    /// <summary>Requires at least one of the roles.</summary>
    /// <param name="roles">The roles. The comparison is case-sensitive.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="roles"/> is empty, or contains an empty role.</exception>
    public JwtRequirementBuilder Allow(params string[] roles) => With(Part with { Allow = Part.Allow.Add(Checked(roles)) });

    /// <summary>Denies access to tokens with any of the roles.</summary>
    /// <param name="roles">The roles. The comparison is case-sensitive.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="roles"/> is empty, or contains an empty role.</exception>
    public JwtRequirementBuilder Deny(params string[] roles) => With(Part with { Deny = Part.Deny.AddRange(Checked(roles)) });

    /// <summary>Requires all of the scopes (RFC 6749, 3.3).</summary>
    /// <param name="scopes">The scopes. The comparison is case-sensitive.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="scopes"/> is empty, or contains an invalid scope.</exception>
    public JwtRequirementBuilder Scope(params string[] scopes)
    {
        var all = Checked(scopes);
        foreach (var scope in all)
            DescriptorRules.CheckScope(scope);
        return With(Part with { Scopes = Part.Scopes.AddRange(all) });
    }

    /// <summary>
    /// Requires a claim with one of the values, or an array claim that contains one of them. Numbers and booleans are compared as they are
    /// written in the token.
    /// </summary>
    /// <param name="name">The full name of the claim.</param>
    /// <param name="values">The values. The comparison is case-sensitive.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="name"/> or <paramref name="values"/> is empty, or <paramref name="values"/> contains an empty value.
    /// </exception>
    public JwtRequirementBuilder Claim(string name, params string[] values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return With(Part with { Claims = Part.Claims.Add(new ClaimRequirement(name, Checked(values))) });
    }

    /// <summary>Accepts the token only from these locations, whether or not they are enabled for the app.</summary>
    /// <param name="locations">The locations, in order.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="locations"/> is empty, or contains an undefined location.</exception>
    public JwtRequirementBuilder From(params TokenLocation[] locations)
    {
        ArgumentNullException.ThrowIfNull(locations);
        if (locations.Length == 0 || !locations.All(Enum.IsDefined))
            throw new ArgumentException("From() needs at least one member of TokenLocation.", nameof(locations));
        return With(Part with { From = [.. locations.Distinct()] });
    }

    /// <summary>Requires the predicate to return true. An exception results in a 500 response.</summary>
    /// <param name="predicate">The predicate.</param>
    /// <returns>The same builder.</returns>
    public JwtRequirementBuilder Where(Func<Token, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Where((_, token) => ValueTask.FromResult(predicate(token)));
    }

    /// <summary>
    /// Requires the predicate to return true. An exception results in a 500 response. It runs before the handler's arguments are bound.
    /// </summary>
    /// <param name="predicate">The predicate.</param>
    /// <returns>The same builder.</returns>
    public JwtRequirementBuilder Where(Func<HttpContext, Token, ValueTask<bool>> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return With(Part with { Predicates = Part.Predicates.Add(predicate) });
    }

    /// <summary>
    /// Skips the look-up in the revocation store: a revoked token is accepted until it expires. This applies where the call is the one
    /// nearest to the endpoint, and not to the endpoints of the package that exchange tokens or end sessions.
    /// </summary>
    /// <returns>The same builder.</returns>
    public JwtRequirementBuilder SkipRevocationCheck() => With(Part with { SkipRevocationCheck = true });

    /// <summary>
    /// Treats every token that is not accepted as no credentials, from whichever location. Use it only with <c>OptionalJwt</c>, where
    /// otherwise just a cookie is treated so. This applies where the call is the one nearest to the endpoint.
    /// </summary>
    /// <remarks>
    /// A request with two credentials is still refused (<see cref="JwtErrorCode.RequestAmbiguous"/>), and so is one whose token could not
    /// be looked up (<see cref="JwtErrorCode.StoreUnavailable"/>).
    /// </remarks>
    /// <returns>The same builder.</returns>
    public JwtRequirementBuilder IgnoreBadCredentials() => With(Part with { IgnoresBadCredentials = true });

    private JwtRequirementBuilder With(RequirementPart part)
    {
        Part = part;
        return this;
    }

    // An empty list is ambiguous: it could permit every token, or none.
    private static ImmutableArray<string> Checked(string[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length == 0 || values.Any(string.IsNullOrEmpty))
            throw new ArgumentException("Specify at least one value. Values must not be empty.", nameof(values));
        return [.. values];
    }
}
