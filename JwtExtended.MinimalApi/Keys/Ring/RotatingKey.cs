namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>A key that the app has generated, as it is stored. What was stored is never changed.</summary>
internal sealed record RotatingKey
{
    /// <summary>The place in the order of the keys, from 1.</summary>
    public required int Number { get; init; }

    public required JwtKey Key { get; init; }

    /// <summary>The key of refresh tokens and tickets.</summary>
    public required JwtKey Service { get; init; }

    public required RotationTimes Times { get; init; }

    /// <summary>The encrypted key, to be stored again if the storage has lost it.</summary>
    public required StoredKey Entry { get; init; }
}
