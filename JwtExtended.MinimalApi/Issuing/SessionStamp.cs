using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>The session that a token belongs to.</summary>
/// <param name="Id">The id of the session, or <see langword="null"/> outside of sessions.</param>
/// <param name="Started">When the session, or the chain of tokens, began.</param>
/// <param name="Number">Where the token is in the chain of its session, or <see langword="null"/> outside of sessions.</param>
internal readonly record struct SessionStamp(string? Id, DateTimeOffset? Started, SessionNumber? Number)
{
    /// <summary>Gets the limits that the session has of its own.</summary>
    public SessionLimits Limits { get; init; }

    /// <summary>Gets the session that a token belongs to.</summary>
    /// <param name="token">The token.</param>
    /// <param name="number">The number of the next token of that session.</param>
    /// <returns>The session, with its limits.</returns>
    public static SessionStamp Of(Token token, SessionNumber? number) =>
        new(token.SessionId, token.Origin, number) { Limits = token.ClaimSet.Limits };
}
