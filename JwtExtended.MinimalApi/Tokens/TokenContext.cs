namespace JwtExtended.MinimalApi.Tokens;

/// <summary>What all tokens of one app share.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Names">The names of the claims.</param>
/// <param name="RevokeAsync">Revokes a token.</param>
internal sealed record TokenContext(TimeProvider Time, ClaimNames Names, Func<Token, CancellationToken, ValueTask> RevokeAsync);
