namespace JwtExtended.MinimalApi.Tokens;

/// <summary>What every token of one app shares: its clock, its claim names, and the way to revoke it.</summary>
internal sealed record TokenContext(TimeProvider Time, ClaimNames Names, Func<Token, CancellationToken, ValueTask> RevokeAsync);
