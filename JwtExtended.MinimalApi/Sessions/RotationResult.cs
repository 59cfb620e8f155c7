using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>What a refresh came to.</summary>
/// <param name="Tokens">What it hands out, or the refusal.</param>
/// <param name="Exchange">What the store did; <see langword="null"/> if the token was refused before.</param>
internal readonly record struct RotationResult(Outcome<RefreshedTokens> Tokens, ExchangeOutcome? Exchange)
{
    /// <summary>A refresh that is refused.</summary>
    /// <returns>The result.</returns>
    public static RotationResult Refused(Refusal refusal, ExchangeOutcome? exchange = null) => new(new(refusal), exchange);
}
