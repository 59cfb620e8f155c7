namespace JwtExtended.MinimalApi;

/// <summary>The result of <see cref="IRevocationStore.TryConsumeAsync"/>.</summary>
/// <param name="Won">Whether this call created the entry, which exactly one of concurrent calls does.</param>
/// <param name="Revoked">Whether the existing entry is a revocation.</param>
/// <param name="ConsumedAt">When the existing entry was created, by the clock of the store.</param>
/// <param name="Age">
/// The age of the existing entry, by the clock of the store: whole milliseconds or finer, never negative.
/// </param>
public readonly record struct ConsumeResult(bool Won, bool Revoked, DateTimeOffset ConsumedAt, TimeSpan Age);
