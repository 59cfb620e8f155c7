namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>A row that a lookup has found, of either table.</summary>
internal sealed class FoundRow
{
    public required string Key { get; init; }

    public required int Kind { get; init; }

    public required long At { get; init; }

    public required long? Expires { get; init; }

    public bool HasExpired(long now) => Expires <= now;
}
