using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>The session that a token belongs to.</summary>
/// <param name="Id">The id of the session, or <see langword="null"/> outside of sessions.</param>
/// <param name="Started">When the session, or the chain of tokens, began.</param>
/// <param name="Number">Where the token is in the chain of its session, or <see langword="null"/> outside of sessions.</param>
internal readonly record struct SessionStamp(string? Id, DateTimeOffset? Started, SessionNumber? Number);
