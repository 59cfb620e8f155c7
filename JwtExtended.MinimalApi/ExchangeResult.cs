namespace JwtExtended.MinimalApi;

/// <summary>The result of <see cref="IJwtStore.ExchangeAsync"/>.</summary>
/// <param name="Outcome">What the exchange did.</param>
/// <param name="Number">The number of the token to hand out; 0 if none is handed out.</param>
/// <param name="At">When that number was made, by the clock of the store: the issue time of the token.</param>
public readonly record struct ExchangeResult(ExchangeOutcome Outcome, int Number = 0, DateTimeOffset At = default);
