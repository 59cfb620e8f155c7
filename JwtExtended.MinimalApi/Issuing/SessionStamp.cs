namespace JwtExtended.MinimalApi.Issuing;

/// <summary>The session that a token belongs to, and since when it exists.</summary>
/// <param name="Id">The session's id; <see langword="null"/> outside of sessions.</param>
/// <param name="Started">When the session, or the chain of tokens, began.</param>
internal readonly record struct SessionStamp(string? Id, DateTimeOffset? Started);
