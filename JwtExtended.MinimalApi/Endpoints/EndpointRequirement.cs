using System.Collections.Immutable;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What an endpoint asks for altogether: every restriction of every part, from group to endpoint.</summary>
internal sealed class EndpointRequirement
{
    private EndpointRequirement(ImmutableArray<RequirementPart> parts)
    {
        Parts = parts;
        Presence = PresenceOf(parts);
        // Only these two are decided by the nearest call that names them.
        Types = parts.LastOrDefault(static part => part.Types is not null)?.Types ?? TokenTypes.Access;
        From = parts.LastOrDefault(static part => part.From is not null)?.From;

        Allow = [.. parts.SelectMany(static part => part.Allow)];
        Deny = [.. parts.SelectMany(static part => part.Deny)];
        Scopes = [.. parts.SelectMany(static part => part.Scopes).Distinct(StringComparer.Ordinal)];
        Claims = [.. parts.SelectMany(static part => part.Claims)];
        Predicates = [.. parts.SelectMany(static part => part.Predicates)];
        Fresh = parts.Any(static part => part.Fresh);
        MaxAge = parts.Min(static part => part.MaxAge);
        // A loosening is never inherited: the nearest call itself must ask for it.
        SkipRevocationCheck = parts.LastOrDefault(static part => !part.IsParameter && !part.SameOrigin)?.SkipRevocationCheck == true || parts.Any(static part => part.AcceptsEnded);
        // What the package's own endpoints are for: no call that is added to them takes it away.
        Rotates = parts.Any(static part => part.Rotates);
        EndsSessions = parts.Any(static part => part.EndsSessions);
        SameOrigin = parts.Any(static part => part.SameOrigin);
        ScopeText = Scopes.IsEmpty ? null : string.Join(' ', Scopes);
    }

    public ImmutableArray<RequirementPart> Parts { get; }

    public TokenPresence Presence { get; }

    public TokenTypes Types { get; }

    public ImmutableArray<TokenLocation>? From { get; }

    public ImmutableArray<ImmutableArray<string>> Allow { get; }

    public ImmutableArray<string> Deny { get; }

    public ImmutableArray<string> Scopes { get; }

    public ImmutableArray<ClaimRequirement> Claims { get; }

    public ImmutableArray<Func<HttpContext, Token, ValueTask<bool>>> Predicates { get; }

    public bool Fresh { get; }

    public TimeSpan? MaxAge { get; }

    public bool SkipRevocationCheck { get; }

    /// <summary>The endpoint exchanges refresh tokens: what was consumed is its to judge.</summary>
    public bool Rotates { get; }

    /// <summary>The endpoint ends sessions: a refused token's cookies are cleared, and a client that goes away stops nothing.</summary>
    public bool EndsSessions { get; }

    /// <summary>The request must not come from another site.</summary>
    public bool SameOrigin { get; }

    public string? ScopeText { get; }

    public bool Restricts => Parts.Any(static part => part.Restricts);

    /// <summary>Merges all parts, never the last alone; <see langword="null"/> when the endpoint has none.</summary>
    public static EndpointRequirement? Of(Endpoint endpoint)
    {
        var parts = endpoint.Metadata.GetOrderedMetadata<RequirementPart>();
        return parts.Count > 0 ? new EndpointRequirement([.. parts]) : null;
    }

    // The nearest call decides; where there is none the parameters do, and one that requires is enough.
    private static TokenPresence PresenceOf(ImmutableArray<RequirementPart> parts)
    {
        if (parts.LastOrDefault(static part => !part.IsParameter && !part.SameOrigin) is { } nearest)
            return nearest.Presence;
        if (!parts.Any(static part => part.IsParameter))
            return TokenPresence.Open;
        return parts.Any(static part => part is { IsParameter: true, Presence: TokenPresence.Required }) ? TokenPresence.Required : TokenPresence.Optional;
    }
}
