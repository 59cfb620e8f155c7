using System.Collections.Immutable;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>The rules for tokens of other issuers.</summary>
internal sealed record LegacyRules
{
    /// <summary>Gets the issuers; empty for most applications.</summary>
    public required ImmutableArray<LegacyIssuer> Issuers { get; init; }

    public required TimeSpan Leeway { get; init; }

    public required bool AllowNonExpiring { get; init; }

    public required int MaxLength { get; init; }
}
