using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>What a look-up decided about a token, and what it saw.</summary>
/// <param name="Refusal">Why the token is refused; <see langword="null"/> when it is not.</param>
/// <param name="IsConsumed">Whether the refresh token had been exchanged for its successor.</param>
internal readonly record struct RevocationResult(Refusal? Refusal, bool IsConsumed);
