using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>An endpoint under validation.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Requirement">What it requires; <see langword="null"/> = nothing.</param>
/// <param name="Locations">Where its tokens are looked for.</param>
internal sealed record ValidatedEndpoint(Endpoint Endpoint, EndpointRequirement? Requirement, ImmutableArray<TokenLocation> Locations)
{
    public string Name { get; } = EndpointName.Of(Endpoint);
}
