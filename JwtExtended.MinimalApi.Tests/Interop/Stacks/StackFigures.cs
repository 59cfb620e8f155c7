namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>What came of the crossing with one stack.</summary>
internal sealed record StackFigures
{
    public required string Language { get; init; }

    public required string Stack { get; init; }

    public required string Version { get; init; }

    public required IReadOnlyList<string> Checks { get; init; }

    /// <summary>Gets the algorithms in which it accepts our access tokens.</summary>
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>Gets how many of our access tokens it accepted.</summary>
    public int Accepted { get; init; }

    /// <summary>Gets how many changed, expired and foreign tokens it refused.</summary>
    public int Refused { get; init; }

    /// <summary>Gets how many refresh tokens and tickets it refused.</summary>
    public int InnerRefused { get; init; }

    /// <summary>Gets how many refresh tokens it would accept if they were signed with the key of access tokens.</summary>
    public int ControlsAccepted { get; init; }

    /// <summary>Gets how many of its tokens we accepted.</summary>
    public int TheirsAccepted { get; init; }

    /// <summary>Gets how many of its tokens we refused for the reason that they were made for.</summary>
    public int TheirsRefused { get; init; }

    /// <summary>Gets the decisions that are wrong.</summary>
    public required IReadOnlyList<string> Wrong { get; init; }
}
