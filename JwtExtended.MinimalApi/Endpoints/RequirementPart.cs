using System.Collections.Immutable;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What one call or attribute requires (<c>RequireJwt</c>, <c>OptionalJwt</c>, <c>WithoutJwt</c>).</summary>
internal sealed record RequirementPart : IRequirementMetadata
{
    public required TokenPresence Presence { get; init; }

    public RequirementReach Reach { get; init; } = RequirementReach.Endpoint;

    /// <summary>Whether the call was made on a group, not on the endpoint itself.</summary>
    public bool IsOfGroup => Reach == RequirementReach.Group;

    public TokenTypes? Types { get; init; }

    public ImmutableArray<TokenLocation>? From { get; init; }

    public ImmutableArray<ImmutableArray<string>> Allow { get; init; } = [];

    public ImmutableArray<string> Deny { get; init; } = [];

    public ImmutableArray<string> Scopes { get; init; } = [];

    public ImmutableArray<ClaimRequirement> Claims { get; init; } = [];

    public ImmutableArray<Func<HttpContext, Token, ValueTask<bool>>> Predicates { get; init; } = [];

    public bool Fresh { get; init; }

    public TimeSpan? MaxAge { get; init; }

    public bool SkipRevocationCheck { get; init; }

    /// <summary>Whether every credential that is not accepted counts as none, not cookies alone.</summary>
    public bool IgnoresBadCredentials { get; init; }

    /// <summary>Whether the endpoint exchanges refresh tokens, and decides itself about those that were exchanged.</summary>
    public bool Rotates { get; init; }

    /// <summary>Whether the endpoint ends sessions: cookies are cleared, and it completes even if the client disconnects.</summary>
    public bool EndsSessions { get; init; }

    /// <summary>Whether the endpoint is one of the package that does nothing without a token.</summary>
    public bool NeedsToken { get; init; }

    /// <summary>
    /// Whether the endpoint responds the same for an ended session: revocations are not looked up, whatever else is required.
    /// </summary>
    public bool AcceptsEnded { get; init; }

    /// <summary>How much the presence asks for.</summary>
    public int Strictness => Presence switch
    {
        TokenPresence.Required => 2,
        TokenPresence.Optional => 1,
        _ => 0,
    };

    /// <summary>Whether only connections of protected hubs are kept away: the endpoint is left as it is otherwise.</summary>
    public bool GuardsConnectionsAlone { get; init; }

    public bool Restricts =>
        Fresh || !Allow.IsEmpty || !Deny.IsEmpty || !Scopes.IsEmpty || !Claims.IsEmpty || !Predicates.IsEmpty;

    RequirementPart IRequirementMetadata.Part => this;

    /// <summary>What an attribute requires.</summary>
    /// <returns>A part without restrictions.</returns>
    public static RequirementPart OfAttribute(TokenPresence presence) => new() { Presence = presence, Reach = RequirementReach.Attribute };
}
