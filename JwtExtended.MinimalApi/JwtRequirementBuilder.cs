using System.Collections.Immutable;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>
/// What an endpoint asks of its token. Every restriction of every call, from group to endpoint, must hold; the type and
/// <see cref="From"/> are decided by the nearest call that names them.
/// </summary>
public sealed class JwtRequirementBuilder
{
    internal JwtRequirementBuilder(RequirementPart part) => Part = part;

    internal RequirementPart Part { get; private set; }

    /// <summary>The token must be fresh: its mark is in force.</summary>
    public JwtRequirementBuilder Fresh() => With(Part with { Fresh = true });

    /// <summary>The token must be fresh, and credentials proved at most this long ago (<c>auth_time</c>, RFC 9470). The shortest of all calls counts.</summary>
    /// <param name="maxAge">The greatest age.</param>
    /// <exception cref="ArgumentOutOfRangeException">The age is not positive.</exception>
    public JwtRequirementBuilder Fresh(TimeSpan maxAge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxAge, TimeSpan.Zero);
        return With(Part with { Fresh = true, MaxAge = Part.MaxAge < maxAge ? Part.MaxAge : maxAge });
    }

    /// <summary>Asks for a refresh token instead of an access token.</summary>
    public JwtRequirementBuilder Refresh() => With(Part with { Types = TokenTypes.Refresh });

    /// <summary>Takes an access or a refresh token.</summary>
    public JwtRequirementBuilder AnyType() => With(Part with { Types = TokenTypes.Any });

    /// <summary>The token must have one of the roles.</summary>
    /// <param name="roles">The roles, compared case-sensitively.</param>
    /// <exception cref="ArgumentException">No role, or an empty one, is given.</exception>
    public JwtRequirementBuilder Allow(params string[] roles) => With(Part with { Allow = Part.Allow.Add(Checked(roles)) });

    /// <summary>The token must have none of the roles.</summary>
    /// <param name="roles">The roles, compared case-sensitively.</param>
    /// <exception cref="ArgumentException">No role, or an empty one, is given.</exception>
    public JwtRequirementBuilder Deny(params string[] roles) => With(Part with { Deny = Part.Deny.AddRange(Checked(roles)) });

    /// <summary>The token must have all of the scopes (RFC 6749, 3.3).</summary>
    /// <param name="scopes">The scopes, compared case-sensitively.</param>
    /// <exception cref="ArgumentException">No scope is given, or one with a character that is not allowed in it.</exception>
    public JwtRequirementBuilder Scope(params string[] scopes)
    {
        var all = Checked(scopes);
        foreach (var scope in all)
            DescriptorRules.CheckScope(scope);
        return With(Part with { Scopes = Part.Scopes.AddRange(all) });
    }

    /// <summary>A claim must have one of the values; of an array, one item. Numbers and booleans are compared as they are written.</summary>
    /// <param name="name">The full name of the claim.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="ArgumentException">No name, no value, or an empty value is given.</exception>
    public JwtRequirementBuilder Claim(string name, params string[] values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return With(Part with { Claims = Part.Claims.Add(new ClaimRequirement(name, Checked(values))) });
    }

    /// <summary>Takes the token only from these places, whether or not they are enabled for the app.</summary>
    /// <param name="locations">The places, in order.</param>
    /// <exception cref="ArgumentException">No place, or one that does not exist, is given.</exception>
    public JwtRequirementBuilder From(params TokenLocation[] locations)
    {
        ArgumentNullException.ThrowIfNull(locations);
        if (locations.Length == 0 || !locations.All(Enum.IsDefined))
            throw new ArgumentException("From() needs at least one member of TokenLocation.", nameof(locations));
        return With(Part with { From = [.. locations.Distinct()] });
    }

    /// <summary>The predicate must say yes. One that throws answers 500.</summary>
    /// <param name="predicate">The predicate.</param>
    public JwtRequirementBuilder Where(Func<Token, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Where((_, token) => ValueTask.FromResult(predicate(token)));
    }

    /// <summary>The predicate must say yes. One that throws answers 500. The arguments of the handler are not bound yet.</summary>
    /// <param name="predicate">The predicate.</param>
    public JwtRequirementBuilder Where(Func<HttpContext, Token, ValueTask<bool>> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return With(Part with { Predicates = Part.Predicates.Add(predicate) });
    }

    /// <summary>Does not ask the revocation store: a revoked token is accepted until it expires. It counts where this call is the nearest to the endpoint.</summary>
    public JwtRequirementBuilder SkipRevocationCheck() => With(Part with { SkipRevocationCheck = true });

    private JwtRequirementBuilder With(RequirementPart part)
    {
        Part = part;
        return this;
    }

    // An empty list would mean "nobody" to one reader and "everybody" to the next.
    private static ImmutableArray<string> Checked(string[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length == 0 || values.Any(string.IsNullOrEmpty))
            throw new ArgumentException("Give at least one value, and no empty one.", nameof(values));
        return [.. values];
    }
}
