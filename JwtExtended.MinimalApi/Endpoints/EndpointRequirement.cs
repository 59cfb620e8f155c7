using System.Collections.Immutable;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What an endpoint requires altogether: every restriction of every call, from group to endpoint, and of its parameters.</summary>
internal sealed class EndpointRequirement
{
    private EndpointRequirement(ImmutableArray<RequirementPart> parts, ImmutableArray<TokenParameter> parameters, bool sameOrigin)
    {
        Parts = parts;
        Parameters = parameters;
        SameOrigin = sameOrigin;
        Presence = PresenceOf(parts, parameters);
        NeedsToken = parts.Any(static part => part.NeedsToken);
        // Only these two are decided by the nearest call that names them; what an endpoint of the package does needs its own type.
        Types = (parts.FirstOrDefault(static part => part.NeedsToken) ?? parts.LastOrDefault(static part => part.Types is not null))?.Types
            ?? TokenTypes.Access;
        From = parts.LastOrDefault(static part => part.From is not null)?.From;

        Allow = [.. parts.SelectMany(static part => part.Allow)];
        Deny = [.. parts.SelectMany(static part => part.Deny)];
        Scopes = [.. parts.SelectMany(static part => part.Scopes).Distinct(StringComparer.Ordinal)];
        Claims = [.. parts.SelectMany(static part => part.Claims)];
        Predicates = [.. parts.SelectMany(static part => part.Predicates)];
        Fresh = parts.Any(static part => part.Fresh);
        MaxAge = parts.Min(static part => part.MaxAge);
        // The nearest call itself must name these two loosenings: an endpoint with a call of its own does not get its group's.
        IgnoresBadCredentials = Presence == TokenPresence.Optional && parts.LastOrDefault()?.IgnoresBadCredentials == true;
        // What exchanges tokens or ends sessions decides from the look-up.
        SkipRevocationCheck = parts.Any(static part => part.AcceptsEnded)
            || (parts.LastOrDefault()?.SkipRevocationCheck == true && !parts.Any(static part => part.Rotates || part.EndsSessions));
        // The purpose of the package's own endpoints: no call that is added to them takes it away.
        Rotates = parts.Any(static part => part.Rotates);
        EndsSessions = parts.Any(static part => part.EndsSessions);
        ScopeText = Scopes.IsEmpty ? null : string.Join(' ', Scopes);
    }

    public ImmutableArray<RequirementPart> Parts { get; }

    public ImmutableArray<TokenParameter> Parameters { get; }

    public TokenPresence Presence { get; }

    public TokenTypes Types { get; }

    /// <summary>Whether the endpoint is one of the package that does nothing without a token.</summary>
    public bool NeedsToken { get; }

    public ImmutableArray<TokenLocation>? From { get; }

    public ImmutableArray<ImmutableArray<string>> Allow { get; }

    public ImmutableArray<string> Deny { get; }

    public ImmutableArray<string> Scopes { get; }

    public ImmutableArray<ClaimRequirement> Claims { get; }

    public ImmutableArray<Func<HttpContext, Token, ValueTask<bool>>> Predicates { get; }

    public bool Fresh { get; }

    public TimeSpan? MaxAge { get; }

    public bool SkipRevocationCheck { get; }

    /// <summary>Whether every credential that is not accepted counts as none, not cookies alone.</summary>
    public bool IgnoresBadCredentials { get; }

    /// <summary>Whether the endpoint exchanges refresh tokens, and decides itself about those that were exchanged.</summary>
    public bool Rotates { get; }

    /// <summary>Whether the endpoint ends sessions: cookies are cleared, and it completes even if the client disconnects.</summary>
    public bool EndsSessions { get; }

    /// <summary>Whether a form that asks for tokens carries the refresh token: where the package itself exchanges it.</summary>
    public bool AcceptsForm => Rotates && NeedsToken && From?.Contains(TokenLocation.Form) != false;

    /// <summary>Whether the request must not come from another site.</summary>
    public bool SameOrigin { get; }

    public string? ScopeText { get; }

    /// <summary>Whether only connections of protected hubs are kept away.</summary>
    public bool GuardsConnectionsAlone => Parts is [{ GuardsConnectionsAlone: true }];

    /// <summary>Whether the endpoint decides about strangers: an optional parameter alone does not.</summary>
    public bool DecidesAboutStrangers => Presence == TokenPresence.Required || (Presence == TokenPresence.Optional && !Parts.IsEmpty);

    public bool Restricts => Parts.Any(static part => part.Restricts);

    /// <summary>Whether the endpoint says anything about tokens; an origin that is checked says nothing about them.</summary>
    public bool ConcernsTokens => !Parts.IsEmpty || !Parameters.IsEmpty;

    /// <summary>Merges everything that the endpoint's metadata requires, never the last call alone.</summary>
    /// <returns>The requirement; <see langword="null"/> when the endpoint requires nothing.</returns>
    public static EndpointRequirement? Of(Endpoint endpoint) => Of(endpoint.Metadata);

    /// <summary>Merges everything that metadata requires, never the last call alone.</summary>
    /// <returns>The requirement; <see langword="null"/> when it requires nothing.</returns>
    public static EndpointRequirement? Of(EndpointMetadataCollection metadata)
    {
        var parts = PartsOf(metadata);
        ImmutableArray<TokenParameter> parameters = [.. metadata.GetOrderedMetadata<TokenParameter>(), .. ActionParameters.Of(metadata)];
        // What was called on all controllers is less near than a parameter of one action, which may ask for more, and never for less.
        var implied = RequirementPart.OfAttribute(PresenceOf(parameters));
        if (parts is [.., { Reach: RequirementReach.Endpoints } nearest] && implied.Strictness > nearest.Strictness)
            parts = parts.Add(implied);
        var sameOrigin = metadata.GetMetadata<SameOriginMetadata>() is not null;
        return parts.Length > 0 || parameters.Length > 0 || sameOrigin ? new EndpointRequirement(parts, parameters, sameOrigin) : null;
    }

    /// <summary>Whether calls and attributes say that requests pass without authentication, or say nothing.</summary>
    /// <returns><see langword="false"/> if a token is required or optional.</returns>
    public static bool IsOpen(IEnumerable<object> metadata) =>
        PartsOf(metadata) is [] or [.., { Presence: TokenPresence.Open }];

    /// <summary>Adds a predicate; nothing else changes.</summary>
    /// <returns>A requirement with the predicate.</returns>
    public EndpointRequirement With(Func<HttpContext, Token, ValueTask<bool>> predicate)
    {
        // At the front: the nearest call, which decides more than its restrictions, stays the last one.
        var part = new RequirementPart { Presence = Presence, Reach = RequirementReach.Group, Predicates = [predicate] };
        return new EndpointRequirement(Parts.Insert(0, part), Parameters, SameOrigin);
    }

    // ASP.NET Core lists what was called on all controllers behind the attributes of each: the nearest comes last here.
    // MVC lists attributes a second time, as filters, in another order.
    private static ImmutableArray<RequirementPart> PartsOf(IEnumerable<object> metadata)
    {
        ImmutableArray<RequirementPart> parts =
        [
            .. metadata.OfType<IRequirementMetadata>().Distinct<IRequirementMetadata>(ReferenceEqualityComparer.Instance)
                .Select(static item => item.Part)
                .OrderBy(static part => part.Reach),
        ];
        ImmutableArray<RequirementPart> attributes = [.. parts.Where(static part => part.Reach == RequirementReach.Attribute)];
        return attributes.Length < 2
            ? parts
            :
            [
                .. parts.Where(static part => part.Reach < RequirementReach.Attribute),
                .. AttributePresence.Order(attributes, metadata),
                .. parts.Where(static part => part.Reach > RequirementReach.Attribute),
            ];
    }

    // The nearest call decides; without any call the parameters do.
    private static TokenPresence PresenceOf(ImmutableArray<RequirementPart> parts, ImmutableArray<TokenParameter> parameters) =>
        parts.IsEmpty ? PresenceOf(parameters) : parts[^1].Presence;

    // One that requires is enough.
    private static TokenPresence PresenceOf(ImmutableArray<TokenParameter> parameters)
    {
        if (parameters.IsEmpty)
            return TokenPresence.Open;
        return parameters.All(static parameter => parameter.IsOptional) ? TokenPresence.Optional : TokenPresence.Required;
    }
}
