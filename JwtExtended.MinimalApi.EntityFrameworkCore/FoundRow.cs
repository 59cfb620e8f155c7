namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>A row of a look-up, of either table.</summary>
internal sealed class FoundRow
{
    public required string Key { get; init; }

    public required int Kind { get; init; }

    public required long At { get; init; }

    public required long? Expires { get; init; }

    public bool Stands(long now) => Expires is null || Expires > now;
}
