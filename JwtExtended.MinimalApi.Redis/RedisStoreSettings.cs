namespace JwtExtended.MinimalApi.Redis;

/// <summary>What an application asks of its Redis, read once when the store is created.</summary>
internal sealed record RedisStoreSettings(string KeyPrefix)
{
    public bool AllowEviction { get; init; }

    /// <summary>The number of replicas that must acknowledge a write.</summary>
    public int AcknowledgedBy { get; init; }
}
