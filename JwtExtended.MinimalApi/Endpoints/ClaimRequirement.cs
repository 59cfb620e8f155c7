using System.Collections.Immutable;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>A claim that must have one of some values.</summary>
internal sealed record ClaimRequirement(string Name, ImmutableArray<string> Values);
