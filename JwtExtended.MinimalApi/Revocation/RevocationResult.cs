using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>What a look-up decided about a token, and what it saw.</summary>
/// <param name="Refusal">Why the token is refused; <see langword="null"/> when it is not.</param>
/// <param name="Session">The entry of the token's session; <see langword="null"/> when there is none.</param>
/// <param name="Timestamp">When the look-up began; 0 = there was none.</param>
internal readonly record struct RevocationResult(Refusal? Refusal, SessionEntry? Session, long Timestamp = 0);
