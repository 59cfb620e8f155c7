namespace JwtExtended.MinimalApi;

/// <summary>The answer to <see cref="IRevocationStore.TryConsumeAsync"/>.</summary>
/// <param name="Won">This call made the entry: exactly one of racing calls.</param>
/// <param name="Revoked">The standing entry is a revocation.</param>
/// <param name="ConsumedAt">When the standing entry was made, by the clock of the store.</param>
/// <param name="Age">How old the standing entry is, by the clock of the store: whole milliseconds or finer, never negative.</param>
public readonly record struct ConsumeResult(bool Won, bool Revoked, DateTimeOffset ConsumedAt, TimeSpan Age);
