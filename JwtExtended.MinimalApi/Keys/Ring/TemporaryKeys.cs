using System.Collections.Frozen;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>The keys of a set that come and go by themselves: those that rotate, and those that were replaced.</summary>
internal sealed record TemporaryKeys
{
    public static TemporaryKeys None { get; } = new();

    /// <summary>The ids of the keys.</summary>
    public IReadOnlySet<string> Kids { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Their keys of refresh tokens and tickets, by the id of the key.</summary>
    public IReadOnlyDictionary<string, JwtKey> ServiceKeys { get; init; } = FrozenDictionary<string, JwtKey>.Empty;

    /// <summary>When the first of them begins to sign or is over; <see langword="null"/> if none does.</summary>
    public DateTimeOffset? ChangesAt { get; init; }
}
