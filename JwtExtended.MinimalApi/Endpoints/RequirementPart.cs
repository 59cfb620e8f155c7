using System.Collections.Immutable;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What one call asks for (<c>RequireJwt</c>, <c>OptionalJwt</c>, <c>WithoutJwt</c>), or one parameter. Metadata of the endpoint.</summary>
internal sealed record RequirementPart
{
    public required TokenPresence Presence { get; init; }

    /// <summary>The part stands for a <c>Token</c> or <c>Token?</c> parameter, which only tightens.</summary>
    public bool IsParameter { get; init; }

    /// <summary>The part was given to a group, not to the endpoint itself.</summary>
    public bool IsOfGroup { get; init; }

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

    /// <summary>The endpoint exchanges refresh tokens: what was consumed is its to judge.</summary>
    public bool Rotates { get; init; }

    /// <summary>The endpoint ends sessions: a refused token's cookies are cleared, and a client that goes away stops nothing.</summary>
    public bool EndsSessions { get; init; }

    /// <summary>The endpoint answers the same for a session that is over: revocations are not looked up, whatever else is asked for.</summary>
    public bool AcceptsEnded { get; init; }

    /// <summary>The request must not come from another site; says nothing about tokens.</summary>
    public bool SameOrigin { get; init; }

    public bool Restricts =>
        Fresh || !Allow.IsEmpty || !Deny.IsEmpty || !Scopes.IsEmpty || !Claims.IsEmpty || !Predicates.IsEmpty;
}
